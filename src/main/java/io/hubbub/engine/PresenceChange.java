package io.hubbub.engine;

import io.hubbub.message.RoomName;

/**
 * A user came into a room, left it, or is there in another way.
 *
 * @param now what it is there now
 * @param count how many users the room has now
 * @param clients how many clients the room has now
 * @param version greater than that of any earlier change of the room, also where the room was empty
 *     in between
 */
public record PresenceChange(RoomName room, Present now, int count, int clients, long version) {}
