package io.hubbub.engine.embedded.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Reads a file of records in the format that RocksDB's logs and lists of files share. The file
 * consists of blocks of 32 KB, and each block of fragments: a checksum, a length, a type, the
 * content. RocksDB stops at the first flaw and guesses its cause, and with some flaws it hangs. So
 * this finds out before RocksDB reads the file.
 */
final class Records {

    /** How a file ends. */
    enum End {
        /** With its last record. */
        WHOLE,
        /** In the middle of a record whose rest is missing, as after a power cut. */
        CUT,
        /** With bytes that are not as they were written, after the last readable record. */
        DAMAGED
    }

    /**
     * What a file holds.
     *
     * @param readable the file holds only whole records up to this byte
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

    /** Whether a record began that has not ended yet. */
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

    /** Returns {@link End#WHOLE} where nothing is wrong so far. */
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
        // The last bytes of a block are zeros where they are too few for a header.
        return block.limit() == BLOCK || at == block.limit() ? End.WHOLE : End.CUT;
    }

    private boolean isInPlace(int type) {
        return switch (type) {
            case FULL, FIRST -> !within;
            case MIDDLE, LAST -> within;
            // A record of a later RocksDB about the file itself.
            default -> !within;
        };
    }

    /** Whether the checksum over the type and the content is right. */
    private boolean isIntact(int at, int length) {
        checksum.reset();
        checksum.update(block.array(), at + 6, 1 + length);
        int sum = (int) checksum.getValue();
        return block.getInt(at) == Integer.rotateRight(sum, 15) + MASK_DELTA;
    }

    /**
     * Whether a whole record follows one that claims to be longer than the file. If so, the claim
     * is wrong, and the file is damaged rather than cut.
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
