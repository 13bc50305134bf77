package io.hubbub.engine.embedded.rows;

import io.hubbub.engine.Append;
import io.hubbub.engine.Logged;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages as bytes: version, when it was kept, the rest. The same for each of its rooms but for
 * that moment, which is written last.
 */
public final class MessageCodec {

    private static final int VERSION = 1;
    private static final int EXPECTED = 128;

    private MessageCodec() {}

    public static byte[] encode(Append append) {
        Message message = append.message();
        Encoder encoder = new Encoder(EXPECTED + message.body().length).octet(VERSION).fixed(0);
        encoder.text(message.event())
                .textOrNull(message.contentType())
                .textOrNull(message.from())
                .textOrNull(message.client())
                .fixed(message.sentAtMillis())
                .octet(append.echo() ? 1 : 0);
        // Nearly all messages go to the one room that they are found in.
        rooms(encoder, append.rooms().size() == 1 ? List.of() : append.rooms());
        rooms(encoder, append.except());
        encoder.number(message.headers().size());
        message.headers().forEach((name, value) -> encoder.text(name).text(value));
        return encoder.bytes(message.body()).done();
    }

    private static void rooms(Encoder encoder, List<RoomName> rooms) {
        encoder.number(rooms.size());
        for (RoomName room : rooms) {
            encoder.text(room.namespace()).text(room.room());
        }
    }

    public static void setKeptMillis(byte[] value, long millis) {
        ByteBuffer.wrap(value).putLong(1, millis);
    }

    public static long keptMillis(byte[] value) {
        Decoder decoder = new Decoder("a message", value);
        decoder.version(VERSION);
        return decoder.fixed();
    }

    public static Logged decode(RoomName room, Position position, byte[] value) {
        Decoder decoder = new Decoder("a message of " + room, value);
        decoder.version(VERSION);
        decoder.fixed();
        String event = decoder.text();
        String contentType = decoder.textOrNull();
        String from = decoder.textOrNull();
        String client = decoder.textOrNull();
        long sentAtMillis = decoder.fixed();
        boolean echo = decoder.flag();
        List<RoomName> rooms = rooms(decoder);
        List<RoomName> except = rooms(decoder);
        Map<String, String> headers = headers(decoder);
        byte[] body = decoder.bytes();
        decoder.end();
        Message message =
                new Message(event, contentType, headers, body, from, client, sentAtMillis);
        return new Logged(position, message, rooms.isEmpty() ? List.of(room) : rooms, except, echo);
    }

    private static List<RoomName> rooms(Decoder decoder) {
        int count = decoder.count();
        if (count == 0) {
            return List.of();
        }
        List<RoomName> rooms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rooms.add(new RoomName(decoder.text(), decoder.text()));
        }
        return rooms;
    }

    private static Map<String, String> headers(Decoder decoder) {
        int count = decoder.count();
        if (count == 0) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            headers.put(decoder.text(), decoder.text());
        }
        return headers;
    }
}
