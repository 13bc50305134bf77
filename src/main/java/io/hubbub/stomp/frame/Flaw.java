package io.hubbub.stomp.frame;

import io.hubbub.client.Client;
import io.hubbub.desk.Halt;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.HeaderName;
import io.hubbub.message.Refusal;
import io.hubbub.stomp.frame.StompFrame.Command;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the bytes of a client.
 *
 * @param receipt the RECEIPT that the broken frame asked for; null if none could be read
 */
public record Flaw(Refusal refusal, @Nullable String receipt) {

    private static final String NO_TRANSACTIONS = "Transactions are not offered here";

    /** Which rule of STOMP a readable frame breaks; null if it breaks none. */
    public static @Nullable Refusal in(StompFrame frame, StompVersion version, Client client) {
        Command command = frame.command();
        if (command.connects()) {
            return new Refusal(ErrorCode.BAD_FRAME, "Already connected");
        }
        String destination = frame.header("destination");
        boolean addressed = command == Command.SEND || command == Command.SUBSCRIBE;
        if (addressed && (destination == null || destination.isEmpty())) {
            return new Refusal(ErrorCode.BAD_FRAME, command + " needs a destination");
        }
        if (frame.header("transaction") != null) {
            return new Refusal(ErrorCode.NOT_SUPPORTED, NO_TRANSACTIONS);
        }
        return switch (command) {
            case BEGIN, COMMIT, ABORT -> new Refusal(ErrorCode.NOT_SUPPORTED, NO_TRANSACTIONS);
            case ACK, NACK -> {
                // 1.2 names the message by "id", 1.1 by "message-id".
                String needed = version == StompVersion.V1_2 ? "id" : "message-id";
                yield frame.header(needed) == null
                        ? new Refusal(ErrorCode.BAD_FRAME, command + " needs " + needed)
                        : null;
            }
            case SUBSCRIBE, UNSUBSCRIBE -> {
                String id = version.subscriptionId(frame);
                if (id.isEmpty()) {
                    yield new Refusal(ErrorCode.BAD_FRAME, command + " needs an id");
                }
                boolean held = client.subscription(id) != null;
                if (command == Command.SUBSCRIBE && held) {
                    yield new Refusal(ErrorCode.BAD_FRAME, "This subscription id is in use");
                }
                yield command == Command.UNSUBSCRIBE && !held
                        ? new Refusal(ErrorCode.UNKNOWN_SUBSCRIPTION)
                        : null;
            }
            case SEND -> {
                for (String name : frame.headers().keySet()) {
                    if (HeaderName.isOwn(name) && !HeaderName.isToken(name)) {
                        yield new Refusal(
                                ErrorCode.BAD_FRAME, "The name of an x- header is a token");
                    }
                }
                String run = frame.header("run");
                yield run != null && run.length() > Halt.MAX_RUN
                        ? new Refusal(
                                ErrorCode.BAD_FRAME,
                                "run has " + Halt.MAX_RUN + " characters at most")
                        : null;
            }
            default -> null;
        };
    }
}
