package io.hubbub.engine;

import java.util.List;

/**
 * A part of the users that are in a room, and how many there are in all, at one moment.
 *
 * @param users in the order in which {@link String} compares their names
 * @param count how many users the room has
 * @param clients how many clients the room has
 * @param version the page has every change of the room up to this version, and none after it
 */
public record PresencePage(List<PresentUser> users, int count, int clients, long version) {

    public PresencePage {
        users = List.copyOf(users);
    }
}
