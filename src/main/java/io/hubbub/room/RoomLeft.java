package io.hubbub.room;

import io.hubbub.message.RoomName;
import io.hubbub.message.User;

/** A client is no longer a member of a room. */
public record RoomLeft(String client, User user, RoomName room) {}
