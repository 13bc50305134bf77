package io.hubbub.client;

import io.hubbub.message.Envelope;
import io.hubbub.message.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** {@code subscription id body}, and a count of how often it was asked for. */
public final class PlainFormat implements FormatById {

    private final LongAdder encodings = new LongAdder();
    private final boolean speaksFirst;

    public PlainFormat() {
        this(false);
    }

    /**
     * @param speaksFirst whether the transport has a probe, and a word of its own before a close
     */
    PlainFormat(boolean speaksFirst) {
        this.speaksFirst = speaksFirst;
    }

    @Override
    public byte[] message(Envelope envelope, @Nullable String subscription) {
        encodings.increment();
        String body = new String(envelope.message().body(), StandardCharsets.UTF_8);
        return utf8(subscription + " " + envelope.id() + " " + body);
    }

    @Override
    public byte[] error(Refusal refusal) {
        return utf8("ERROR " + refusal.code().text());
    }

    @Override
    public byte @Nullable [] farewell(int code, String reason) {
        return speaksFirst ? utf8("CLOSE " + code) : null;
    }

    @Override
    public byte[] heartbeat() {
        return utf8("BEAT");
    }

    @Override
    public byte @Nullable [] probe() {
        return speaksFirst ? utf8("PROBE") : null;
    }

    public long encodings() {
        return encodings.sum();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
