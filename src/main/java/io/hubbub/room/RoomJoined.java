package io.hubbub.room;

import io.hubbub.message.RoomName;
import io.hubbub.message.User;

/** A client became a member of a room. */
public record RoomJoined(String client, User user, RoomName room) {}
