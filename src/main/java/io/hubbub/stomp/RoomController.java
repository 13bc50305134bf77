package io.hubbub.stomp;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.stomp.frame.Destination;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.stereotype.Controller;

/**
 * Answers to {@code /app/{namespace}/{room}} if no controller of the application matches more
 * specifically. It broadcasts to the room, exactly as a SEND to the room's topic does.
 */
@Controller
final class RoomController {

    private final CommandReader reader;

    RoomController(CommandReader reader) {
        this.reader = reader;
    }

    @MessageMapping("/**")
    void broadcast(Message<?> message) {
        if (!(Inbound.destination(message)
                instanceof Destination.App(String namespace, String path))) {
            throw new Refusal(ErrorCode.NO_SUCH_DESTINATION).asException();
        }
        RoomName room = new RoomName(namespace, path);
        PendingFrame.CURRENT
                .get()
                .passOn(reader.toRoom(Inbound.frame(message), room, Inbound.client(message)));
    }
}
