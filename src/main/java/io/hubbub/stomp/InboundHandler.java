package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Source;
import io.hubbub.client.Subscription;
import io.hubbub.desk.Command;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.Result;
import io.hubbub.stomp.frame.Destination;
import io.hubbub.stomp.frame.StompFormat;
import io.hubbub.stomp.frame.StompFrame;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

/**
 * The end of {@code clientInboundChannel}, in the place of Spring's simple broker. Frames for the
 * application go on to its controllers. All other frames go back to the front desk.
 */
final class InboundHandler implements MessageHandler {

    private final CommandReader reader;
    private final MessageHandler controllers;

    InboundHandler(CommandReader reader, MessageHandler controllers) {
        this.reader = reader;
        this.controllers = controllers;
    }

    /**
     * Handles a message that passed the interceptors.
     *
     * @throws RefusedException if the message is refused
     */
    @Override
    public void handleMessage(Message<?> message) {
        if (!PendingFrame.CURRENT.isBound()) {
            // CONNECT and DISCONNECT pass through the channel for the interceptors' sake.
            return;
        }
        PendingFrame pending = PendingFrame.CURRENT.get();
        Client client = Inbound.client(message);
        Destination destination = Inbound.destination(message);
        StompFrame frame = Inbound.frame(message);
        if (destination instanceof Destination.App) {
            boolean asks = frame.command() == StompFrame.Command.SUBSCRIBE;
            Refusal refusal = asks ? subscribe(frame, client, pending) : null;
            if (refusal != null) {
                throw refusal.asException();
            }
            controllers.handleMessage(message);
            return;
        }
        switch (reader.read(frame, destination, client)) {
            case Result.Done<Command> read -> pending.passOn(read.value());
            case Result.Refused<Command> refused -> throw refused.refusal().asException();
        }
    }

    /** Adds the subscription before the controller is called, because the answer goes to it. */
    private static @Nullable Refusal subscribe(
            StompFrame frame, Client client, PendingFrame pending) {
        String written = frame.header("destination");
        Subscription added =
                new Subscription(
                        client,
                        StompFormat.of(client).version().subscriptionId(frame),
                        new Source.Application(written == null ? "" : written),
                        CommandReader.dialect(frame, client));
        Refusal refusal = client.subscribe(added);
        pending.undo(() -> {
            if (client.subscription(added.id()) == added) {
                client.unsubscribe(added.id());
            }
        });
        return refusal;
    }
}
