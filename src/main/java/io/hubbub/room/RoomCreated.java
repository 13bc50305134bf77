package io.hubbub.room;

import io.hubbub.message.RoomName;

/** A room came to be, with its first member. */
public record RoomCreated(RoomName room) {}
