package io.hubbub.stomp.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Broken frames: good frames, changed at random. */
public final class Malformed {

    private static final List<String> GOOD =
            List.of(
                    "SEND\ndestination:/topic/main/a\ncontent-length:5\n\nhello\0",
                    "SEND\ndestination:/topic/main/a\nreceipt:1\nx-a:b\\n\n\nhello\0",
                    "SEND\ndestination:/app/main/throw\necho:false\nalso:b,c\n\n{\"a\":1}\0",
                    "SEND\ndestination:/app/order\ncontent-type:application/json\n\n[}\0",
                    "SUBSCRIBE\nid:0\ndestination:/topic/main/a\nack:auto\n\n\0",
                    "SUBSCRIBE\nid:1\ndestination:/user/queue/errors\nreceipt:2\n\n\0",
                    "SUBSCRIBE\nid:2\ndestination:/app/main/welcome/x\n\n\0",
                    "UNSUBSCRIBE\nid:0\nreceipt:3\n\n\0",
                    "BEGIN\ntransaction:t\n\n\0",
                    "ACK\nid:0\n\n\0",
                    "DISCONNECT\nreceipt:4\n\n\0",
                    "CONNECT\naccept-version:1.2\nhost:x\n\n\0",
                    "\n\r\n\n");

    private static final List<String> NASTY =
            List.of(
                    "\0",
                    "\n",
                    "\r",
                    "\r\n",
                    ":",
                    "\\",
                    "\\n",
                    "\\t",
                    "content-length:-1\n",
                    "content-length:99999999999\n",
                    "content-length:1000000\n",
                    "content-length:3\n",
                    "destination:/topic/*\n",
                    "destination:\n",
                    "transaction:1\n",
                    "content-type:;;\n",
                    "id:\n",
                    "é😀",
                    "{}",
                    "//",
                    "/../",
                    "MESSAGE",
                    "a".repeat(600));

    private Malformed() {}

    /** One or more frames, bent in up to six places. */
    public static byte[] next(Random random) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (int frames = 1 + random.nextInt(3); frames > 0; frames--) {
            input.writeBytes(GOOD.get(random.nextInt(GOOD.size())).getBytes(UTF_8));
        }
        byte[] bytes = input.toByteArray();
        for (int bends = random.nextInt(7); bends > 0 && bytes.length > 0; bends--) {
            bytes = bend(random, bytes);
        }
        return bytes;
    }

    private static byte[] bend(Random random, byte[] bytes) {
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(12));
        ByteArrayOutputStream bent = new ByteArrayOutputStream();
        bent.write(bytes, 0, at);
        switch (random.nextInt(5)) {
            case 0 -> {
                // lost
                bent.write(bytes, at + length, bytes.length - at - length);
            }
            case 1 -> {
                // said twice
                bent.write(bytes, at, length);
                bent.write(bytes, at, bytes.length - at);
            }
            case 2 -> {
                // another byte
                bent.write(random.nextInt(256));
                bent.write(bytes, at + 1, bytes.length - at - 1);
            }
            case 3 -> {
                // something nasty
                bent.writeBytes(NASTY.get(random.nextInt(NASTY.size())).getBytes(UTF_8));
                bent.write(bytes, at, bytes.length - at);
            }
            default -> {
                // cut off
                return bent.toByteArray();
            }
        }
        return bent.toByteArray();
    }
}
