package io.hubbub.middleware;

import io.hubbub.message.RoomName;
import java.util.List;

/**
 * How a message travels.
 *
 * @param echo whether the sender gets the message too, if it is a member
 * @param ephemeral whether the message is sent as {@code volatile}: it is never stored, and a
 *     client whose socket is behind does not get it
 * @param also further rooms that the message goes to
 * @param except rooms whose members do not get the message
 */
public record Options(boolean echo, boolean ephemeral, List<RoomName> also, List<RoomName> except) {

    /**
     * The message goes to its target alone, the sender gets it too, and it is stored if the
     * namespace stores messages.
     */
    public static final Options STANDARD = new Options(true, false, List.of(), List.of());

    public Options {
        also = List.copyOf(also);
        except = List.copyOf(except);
    }
}
