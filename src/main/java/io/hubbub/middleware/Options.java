package io.hubbub.middleware;

import io.hubbub.message.RoomName;
import java.util.List;

/**
 * How a message travels.
 *
 * @param echo whether the sender gets it too, where it is a member
 * @param ephemeral whether it is sent as {@code volatile}: it is never stored, and a client whose
 *     socket is behind does not get it
 * @param also further rooms that it goes to
 * @param except rooms whose members do not get it
 */
public record Options(boolean echo, boolean ephemeral, List<RoomName> also, List<RoomName> except) {

    /** To the target alone, with echo, and stored where the namespace stores. */
    public static final Options STANDARD = new Options(true, false, List.of(), List.of());

    public Options {
        also = List.copyOf(also);
        except = List.copyOf(except);
    }
}
