package io.hubbub.engine;

import java.util.List;

/**
 * A part of those who are in a room, as of one moment.
 *
 * @param users in the order in which {@link String} compares their names
 * @param count how many users there are in all
 * @param clients how many clients there are in all
 * @param version every change of the room up to this one is in here, and none of those after it
 */
public record Roll(List<Present> users, int count, int clients, long version) {

    public Roll {
        users = List.copyOf(users);
    }
}
