package io.hubbub.contract;

import io.hubbub.contract.Party.Heard;
import io.hubbub.message.Channel;
import io.hubbub.message.Envelope;
import io.hubbub.message.Message;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.wire.Dialect;
import io.hubbub.wire.Format;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes what a {@link DeskParty} hears as JSON, one {@link Frame} each. */
enum DeskFormat implements Format, Dialect {
    DESK;

    /**
     * What comes to a client: one of three things.
     *
     * @param reply the number of the command that this replies to; -1 if it is no reply
     * @param heard null if it is nothing that the client hears
     * @param end why the connection ends; null if it does not
     */
    record Frame(
            int reply, Party.@Nullable Reply told, @Nullable Heard heard, @Nullable String end) {

        static Frame read(byte[] bytes) {
            return JsonMapper.shared().readValue(bytes, Frame.class);
        }

        byte[] write() {
            return JsonMapper.shared().writeValueAsBytes(this);
        }
    }

    static byte[] reply(int number, Party.Reply told) {
        return new Frame(number, told, null, null).write();
    }

    static byte[] heard(Heard heard) {
        return new Frame(-1, null, heard, null).write();
    }

    @Override
    public Dialect dialect(@Nullable String subscription) {
        return this;
    }

    @Override
    public String subscriptionId(Channel channel) {
        return of(channel);
    }

    @Override
    public byte[] encode(Envelope envelope) {
        Message message = envelope.message();
        return heard(
                new Heard(
                        of(envelope.channel()),
                        message.event(),
                        new String(message.body(), StandardCharsets.UTF_8),
                        message.client(),
                        envelope.id(),
                        message.headers().get(Message.QUESTION)));
    }

    private static String of(Channel channel) {
        return switch (channel) {
            case Channel.OfRoom(RoomName room) -> room.namespace() + '/' + room.room();
            case Channel.OfPresence(RoomName room) ->
                    "presence of " + room.namespace() + '/' + room.room();
            case Channel.OfUser(String path) -> path;
            case Channel.OfApplication(String written) -> written;
        };
    }

    @Override
    public byte[] error(Refusal refusal) {
        return new Frame(-1, null, null, refusal.word()).write();
    }

    @Override
    public byte @Nullable [] farewell(int code, String reason) {
        return null;
    }

    @Override
    public byte[] heartbeat() {
        return new Frame(-1, null, null, null).write();
    }

    @Override
    public byte @Nullable [] probe() {
        return null;
    }
}
