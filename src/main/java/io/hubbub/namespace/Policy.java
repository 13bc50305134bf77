package io.hubbub.namespace;

/**
 * What a namespace allows.
 *
 * @param access who may enter: join rooms, and reach anything else in it
 * @param publish which of those may send into a room
 * @param maxRooms how many rooms exist at once; 0 for no bound
 * @param maxMembers how many members a room has at once; 0 for no bound
 */
public record Policy(Who access, Who publish, int maxRooms, int maxMembers) {}
