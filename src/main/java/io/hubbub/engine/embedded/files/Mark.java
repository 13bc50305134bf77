package io.hubbub.engine.embedded.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far the store reached when somebody was last told that a message is kept: what must be found
 * again at the next start.
 *
 * @param boot what the machine's start is called in which this was written
 * @param closed whether the store was closed as it should be, after which nothing was written
 * @param told all that anybody was told of
 * @param synced what of it was told to survive a power cut
 * @param manifest the list of the store's files, which only grows until the next one begins
 */
record Mark(String boot, boolean closed, Reach told, Reach synced, Place manifest) {

    /** Before anything was told. */
    static final Mark NONE = new Mark("", false, Reach.NONE, Reach.NONE, Place.NONE);

    /** A copy's length. In one sector of a disk, which is written whole or not at all. */
    static final int BYTES = 256;

    private static final long MAGIC = 0x68756262_746f6c64L; // "hubbtold"
    private static final int BOOT_BYTES = 64;

    /**
     * A byte of a file of RocksDB's.
     *
     * @param file its number, which no other has; 0 for none
     * @param bytes how many there were of it
     */
    record Place(long file, long bytes) {
        static final Place NONE = new Place(0, 0);
    }

    /**
     * @param log in the write-ahead log
     * @param sequence RocksDB's number of the last write
     */
    record Reach(Place log, long sequence) {
        static final Reach NONE = new Reach(Place.NONE, 0);
    }

    Mark {
        boot = bootName(boot);
    }

    /** What must be there now: after a power cut only what was to survive it. */
    Reach required(String bootNow) {
        boolean sameBoot = !boot.isEmpty() && boot.equals(bootName(bootNow));
        return closed || sameBoot ? told : synced;
    }

    /** Whoever has a longer one is somebody else all the same. */
    private static String bootName(String boot) {
        return boot.length() > BOOT_BYTES ? boot.substring(0, BOOT_BYTES) : boot;
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

    /** Null where this is none, or not as it was written. */
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
