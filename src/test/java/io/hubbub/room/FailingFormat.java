package io.hubbub.room;

import io.hubbub.client.FormatById;
import io.hubbub.message.Envelope;
import io.hubbub.message.Refusal;
import io.hubbub.wire.Format;
import org.jspecify.annotations.Nullable;

/** A format that can write everything except messages. */
record FailingFormat(Format all) implements FormatById {

    @Override
    public byte[] message(Envelope envelope, @Nullable String subscription) {
        throw new IllegalStateException("on purpose");
    }

    @Override
    public byte[] error(Refusal refusal) {
        return all.error(refusal);
    }

    @Override
    public byte @Nullable [] farewell(int code, String reason) {
        return all.farewell(code, reason);
    }

    @Override
    public byte[] heartbeat() {
        return all.heartbeat();
    }

    @Override
    public byte @Nullable [] probe() {
        return all.probe();
    }
}
