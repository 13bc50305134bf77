package io.hubbub.engine;

import io.hubbub.message.RoomName;

/**
 * A user came into a room, left it, or has another number of clients or another state there.
 *
 * @param now what the user is there now
 * @param count how many users the room has now
 * @param clients how many clients the room has now
 * @param version greater than that of every earlier change of the room, even if the room was empty
 *     in between
 */
public record PresenceChange(
        RoomName room, PresentUser now, int count, int clients, long version) {}
