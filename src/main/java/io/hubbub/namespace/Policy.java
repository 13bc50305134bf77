package io.hubbub.namespace;

/**
 * What a namespace allows and keeps.
 *
 * @param access who may enter: join rooms and reach everything else in it
 * @param publish which of those may send into a room
 * @param maxRooms the most rooms at once; 0 means unlimited
 * @param maxMembers the most members of a room at once; 0 means unlimited
 */
public record Policy(
        Who access,
        Who publish,
        int maxRooms,
        int maxMembers,
        History history,
        PresenceMode presence) {

    /** A policy that keeps nothing and shows everybody who is there. */
    public Policy(Who access, Who publish, int maxRooms, int maxMembers) {
        this(access, publish, maxRooms, maxMembers, History.NONE, PresenceMode.FULL);
    }

    Policy keeping(History kept) {
        return new Policy(access, publish, maxRooms, maxMembers, kept, presence);
    }
}
