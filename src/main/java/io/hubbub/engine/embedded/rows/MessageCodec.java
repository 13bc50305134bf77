package io.hubbub.engine.embedded.rows;

import io.hubbub.engine.Append;
import io.hubbub.engine.Logged;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages as bytes: the version, the time when the message was kept, the rest. The bytes are the
 * same in each of the message's rooms. The time is set last, when the writer knows it.
 *
 * <p>Version 2 has the excepted clients as well. It is written only where there are any, so that an
 * older Hubbub can still open a store that holds no such message.
 */
public final class MessageCodec {

    private static final int WITHOUT_CLIENTS = 1;
    private static final int VERSION = 2;
    private static final int EXPECTED = 128;

    private MessageCodec() {}

    public static byte[] encode(Append append) {
        Message message = append.message();
        Routing routing = append.routing();
        boolean exceptsClients = !routing.exceptClients().isEmpty();
        Encoder encoder =
                new Encoder(EXPECTED + message.body().length)
                        .octet(exceptsClients ? VERSION : WITHOUT_CLIENTS)
                        .fixed(0);
        encoder.text(message.event())
                .textOrNull(message.contentType())
                .textOrNull(message.from())
                .textOrNull(message.client())
                .fixed(message.sentAtMillis())
                .octet(routing.echo() ? 1 : 0);
        // Nearly all messages go to one room, whose name the reader knows.
        rooms(encoder, append.rooms().size() == 1 ? List.of() : append.rooms());
        rooms(encoder, routing.exceptRooms());
        if (exceptsClients) {
            encoder.number(routing.exceptClients().size());
            routing.exceptClients().forEach(encoder::text);
        }
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

    /** The oldest format of a store that may hold this message. */
    public static int format(byte[] value) {
        return value[0] == VERSION ? Meta.WITH_EXCEPTED_CLIENTS : Meta.WITH_MAKERS;
    }

    public static void setKeptMillis(byte[] value, long millis) {
        ByteBuffer.wrap(value).putLong(1, millis);
    }

    public static long keptMillis(byte[] value) {
        Decoder decoder = new Decoder("a message", value);
        decoder.version(WITHOUT_CLIENTS, VERSION);
        return decoder.fixed();
    }

    public static Logged decode(RoomName room, Position position, byte[] value) {
        Decoder decoder = new Decoder("a message of " + room, value);
        int version = decoder.version(WITHOUT_CLIENTS, VERSION);
        decoder.fixed();
        String event = decoder.text();
        String contentType = decoder.textOrNull();
        String from = decoder.textOrNull();
        String client = decoder.textOrNull();
        long sentAtMillis = decoder.fixed();
        boolean echo = decoder.flag();
        List<RoomName> rooms = rooms(decoder);
        List<RoomName> exceptRooms = rooms(decoder);
        List<String> exceptClients = version == WITHOUT_CLIENTS ? List.of() : texts(decoder);
        Map<String, String> headers = headers(decoder);
        byte[] body = decoder.bytes();
        decoder.end();
        Message message =
                new Message(event, contentType, headers, body, from, client, sentAtMillis);
        Routing.Target target = new Routing.Target.Rooms(rooms.isEmpty() ? List.of(room) : rooms);
        Routing routing = new Routing(target, exceptRooms, exceptClients, echo);
        return new Logged(position, message, routing);
    }

    private static List<String> texts(Decoder decoder) {
        int count = decoder.count();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(decoder.text());
        }
        return texts;
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
