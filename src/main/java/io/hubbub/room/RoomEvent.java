package io.hubbub.room;

import io.hubbub.message.RoomName;
import io.hubbub.message.User;

/** What happens to rooms and those in them, for an application to listen to. */
public sealed interface RoomEvent {

    /** A room has its first member. */
    record Created(RoomName room) implements RoomEvent {}

    /** A room's last member left; what the room keeps stays. */
    record Vacated(RoomName room) implements RoomEvent {}

    /** A client became a member of a room. */
    record Joined(String client, User user, RoomName room) implements RoomEvent {}

    /** A client is no longer a member of a room. */
    record Left(String client, User user, RoomName room) implements RoomEvent {}

    /** A client joined its first room of a namespace. */
    record NamespaceEntered(String client, User user, String namespace) implements RoomEvent {}

    /** A client left its last room of a namespace. */
    record NamespaceLeft(String client, User user, String namespace) implements RoomEvent {}
}
