package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.desk.Reply;
import io.hubbub.message.Position;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.replay.ReplayStart;
import io.hubbub.stomp.frame.StompFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the outcome of one frame into a RECEIPT or a refusal. Called once, on any thread.
 *
 * @param receipt the id that the RECEIPT names; null if the client wants no RECEIPT
 * @param destination the destination as the client wrote it; empty if the frame has none
 */
record FrameReply(StompSession session, @Nullable String receipt, String destination)
        implements Consumer<Reply> {

    @Override
    public void accept(Reply reply) {
        switch (reply) {
            case Reply.Done _ -> send(null);
            case Reply.Published(var position) -> send(position);
            case Reply.Joined(var asked, var start) -> joined(asked, start);
            case Reply.Uncertain _ -> {}
            case Reply.Unknown(var why) -> session.fail(why, receipt);
            case Reply.Refused(var refusal) -> session.refuse(refusal, destination, receipt);
        }
    }

    private void send(@Nullable Position position) {
        if (receipt != null) {
            Client client = session.client();
            Map<String, String> findings =
                    position == null ? Map.of() : Map.of("position", position.toString());
            client.send(StompFormat.of(client).receipt(receipt, findings));
        }
    }

    /** Runs on the client's lane, before the lane delivers anything of the subscription. */
    private void joined(ReplayRequest asked, ReplayStart start) {
        if (receipt != null) {
            Client client = session.client();
            client.deliver(StompFormat.of(client).receipt(receipt, findings(asked, start)));
        }
    }

    /** Says where a subscription begins. */
    private static Map<String, String> findings(ReplayRequest asked, ReplayStart start) {
        Map<String, String> findings = new LinkedHashMap<>();
        findings.put("position", start.live().toString());
        if (!asked.equals(ReplayRequest.LIVE)) {
            findings.put("missed", Long.toString(start.missed()));
        }
        if (start.recovered() != null) {
            findings.put("recovered", start.recovered().toString());
        }
        if (start.gap() instanceof ReplayStart.Gap(long lost, long skipped)) {
            findings.put("lost", Long.toString(lost));
            if (skipped > 0) {
                findings.put("skipped", Long.toString(skipped));
            }
        }
        return findings;
    }
}
