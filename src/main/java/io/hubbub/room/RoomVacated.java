package io.hubbub.room;

import io.hubbub.message.RoomName;

/** A room is gone, with its last member. */
public record RoomVacated(RoomName room) {}
