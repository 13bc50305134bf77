package io.hubbub.engine.embedded.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far the store reached when somebody was last told that a message is kept. The next start has
 * to find at least that much.
 *
 * @param boot the machine's start in which the mark was written
 * @param closed whether the store was closed properly, after which nothing was written
 * @param told the part of the store that somebody was told is kept
 * @param synced the part of it that survives a power cut
 * @param manifest the list of the store's files, which only grows until the next one begins
 */
record Mark(String boot, boolean closed, Reach told, Reach synced, Place manifest) {

    /** The mark of a store that nothing was written to. */
    static final Mark NONE = new Mark("", false, Reach.NONE, Reach.NONE, Place.NONE);

    /** How long a copy is. It fits a disk's sector, which is written whole or not at all. */
    static final int BYTES = 256;

    private static final long MAGIC = 0x68756262_746f6c64L; // "hubbtold"
    private static final int BOOT_BYTES = 64;

    /**
     * How far a file of RocksDB's reached.
     *
     * @param file the file's number, which no other file has; 0 for none
     * @param bytes how long the file was
     */
    record Place(long file, long bytes) {
        static final Place NONE = new Place(0, 0);
    }

    /**
     * How far the store reached.
     *
     * @param log the end of the write-ahead log
     * @param sequence RocksDB's number of the last write
     */
    record Reach(Place log, long sequence) {
        static final Reach NONE = new Reach(Place.NONE, 0);
    }

    Mark {
        boot = bootName(boot);
    }

    /** What has to be found now. After a power cut that is only the part that survives one. */
    Reach required(String bootNow) {
        boolean sameBoot = !boot.isEmpty() && boot.equals(bootName(bootNow));
        return closed || sameBoot ? told : synced;
    }

    /** A longer name is cut: its beginning tells starts apart well enough. */
    private static String bootName(String boot) {
        return boot.length() > BOOT_BYTES ? boot.substring(0, BOOT_BYTES) : boot;
    }

    boolean isLaterThan(Mark other) {
        return told.sequence > other.told.sequence
                || (told.sequence == other.told.sequence && closed);
    }

    byte[] encode() {
        byte[] bytes = new byte[BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] name = boot.getBytes(StandardCharsets.US_ASCII);
        buffer.putLong(MAGIC).put((byte) (closed ? 1 : 0));
        put(buffer, told);
        put(buffer, synced);
        put(buffer, manifest);
        buffer.put((byte) name.length).put(name);
        buffer.putInt(BYTES - Integer.BYTES, checksum(bytes));
        return bytes;
    }

    /** Null where the bytes are no mark, or not as they were written. */
    static @Nullable Mark decode(byte[] bytes) {
        if (bytes.length != BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.getInt(BYTES - Integer.BYTES) != checksum(bytes) || buffer.getLong() != MAGIC) {
            return null;
        }
        boolean closed = buffer.get() == 1;
        Reach told = reach(buffer);
        Reach synced = reach(buffer);
        Place manifest = place(buffer);
        byte[] name = new byte[buffer.get()];
        buffer.get(name);
        String boot = new String(name, StandardCharsets.US_ASCII);
        return new Mark(boot, closed, told, synced, manifest);
    }

    private static void put(ByteBuffer buffer, Reach reach) {
        put(buffer, reach.log);
        buffer.putLong(reach.sequence);
    }

    private static void put(ByteBuffer buffer, Place place) {
        buffer.putLong(place.file).putLong(place.bytes);
    }

    private static Reach reach(ByteBuffer buffer) {
        return new Reach(place(buffer), buffer.getLong());
    }

    private static Place place(ByteBuffer buffer) {
        return new Place(buffer.getLong(), buffer.getLong());
    }

    private static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(Arrays.copyOf(bytes, BYTES - Integer.BYTES));
        return (int) sum.getValue();
    }
}
