package io.hubbub.namespace;

/**
 * What a namespace allows and keeps.
 *
 * @param access who may enter: join rooms, and reach anything else in it
 * @param publish which of those may send into a room
 * @param maxRooms how many rooms exist at once; 0 for no bound
 * @param maxMembers how many members a room has at once; 0 for no bound
 */
public record Policy(
        Who access,
        Who publish,
        int maxRooms,
        int maxMembers,
        History history,
        PresenceMode presence) {

    /** One that keeps nothing and tells of everybody who is there. */
    public Policy(Who access, Who publish, int maxRooms, int maxMembers) {
        this(access, publish, maxRooms, maxMembers, History.NONE, PresenceMode.FULL);
    }

    Policy keeping(History kept) {
        return new Policy(access, publish, maxRooms, maxMembers, kept, presence);
    }
}
