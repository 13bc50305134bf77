package io.hubbub.engine.embedded.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Reads a file of records in RocksDB's format, which its logs and its lists of files share: blocks
 * of 32 KB, in them fragments of a checksum, a length, a type and what they hold. RocksDB stops at
 * the first flaw and guesses what it means; some flaws it never comes back from.
 */
final class Records {

    /** How a file ends. */
    enum End {
        /** With its last record. */
        WHOLE,
        /** In the midst of a record, of which the rest is not there: as a power cut tears it. */
        CUT,
        /** There are bytes after the last record that can be read, and they are not as written. */
        DAMAGED
    }

    /**
     * What a file holds.
     *
     * @param readable up to this byte there are whole records and nothing else
     */
    record Reading(long readable, End end) {}

    private static final int BLOCK = 32 * 1024;
    private static final int HEADER = 7;

    private static final int NONE = 0;
    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int MIDDLE = 3;
    private static final int LAST = 4;

    private static final int MASK_DELTA = 0xa282ead8;

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C checksum = new CRC32C();

    /** The end of the last whole record. */
    private long readable;

    /** Whether a record began whose end is yet to come. */
    private boolean within;

    private Records(FileChannel channel) throws IOException {
        this.channel = channel;
        size = channel.size();
    }

    static Reading read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Records(channel).read();
        }
    }

    private Reading read() throws IOException {
        for (long start = 0; start < size; start += BLOCK) {
            fill(start);
            End flaw = readBlock(start);
            if (flaw != End.WHOLE) {
                return new Reading(readable, flaw);
            }
        }
        return new Reading(readable, within ? End.CUT : End.WHOLE);
    }

    private void fill(long start) throws IOException {
        block.clear();
        int read;
        do {
            read = channel.read(block, start + block.position());
        } while (read > 0 && block.hasRemaining());
        block.flip();
    }

    /** {@link End#WHOLE} where nothing is wrong so far. */
    private End readBlock(long start) throws IOException {
        int at = 0;
        while (block.limit() - at >= HEADER) {
            int length = Short.toUnsignedInt(block.getShort(at + 4));
            int type = block.get(at + 6);
            int next = at + HEADER + length;
            if (type == NONE && length == 0) {
                return isZeroFrom(start, at) ? End.CUT : End.DAMAGED;
            }
            if (next > block.limit()) {
                boolean couldGoOn = next <= BLOCK && start + block.limit() >= size;
                return couldGoOn && !recordFollows(at + 1) ? End.CUT : End.DAMAGED;
            }
            if (!isIntact(at, length) || !isInPlace(type)) {
                return End.DAMAGED;
            }
            within = type == FIRST || type == MIDDLE;
            at = next;
            if (!within) {
                readable = start + at;
            }
        }
        // What is too short for a header is filled with zeros, where the block goes on to its end.
        return block.limit() == BLOCK || at == block.limit() ? End.WHOLE : End.CUT;
    }

    private boolean isInPlace(int type) {
        return switch (type) {
            case FULL, FIRST -> !within;
            case MIDDLE, LAST -> within;
            // What a later RocksDB says about the file itself.
            default -> !within;
        };
    }

    /** Over the type and what follows it. */
    private boolean isIntact(int at, int length) {
        checksum.reset();
        checksum.update(block.array(), at + 6, 1 + length);
        int sum = (int) checksum.getValue();
        return block.getInt(at) == Integer.rotateRight(sum, 15) + MASK_DELTA;
    }

    /**
     * Whether there is a record behind the one that claims to be longer than the file: then the
     * claim is what is wrong, and the file is not cut.
     */
    private boolean recordFollows(int from) {
        for (int at = from; block.limit() - at >= HEADER; at++) {
            int length = Short.toUnsignedInt(block.getShort(at + 4));
            int type = block.get(at + 6);
            if (type >= FULL
                    && type <= LAST
                    && at + HEADER + length <= block.limit()
                    && isIntact(at, length)) {
                return true;
            }
        }
        return false;
    }

    private boolean isZeroFrom(long start, int from) throws IOException {
        int at = from;
        for (long next = start; next < size; next += BLOCK) {
            fill(next);
            for (; at < block.limit(); at++) {
                if (block.get(at) != 0) {
                    return false;
                }
            }
            at = 0;
        }
        return true;
    }
}
