package io.hubbub.room;

import io.hubbub.message.RoomName;
import io.hubbub.message.User;

/** Events about rooms and their members, which an application may listen to. */
public sealed interface RoomEvent {

    /** A room got its first member. */
    record Created(RoomName room) implements RoomEvent {}

    /** A room's last member left. The messages that the room keeps stay. */
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
