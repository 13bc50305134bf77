/**
 * Rooms: who is in them, in which order their messages come, and how a message reaches all members.
 */
@NullMarked
package io.hubbub.room;

import org.jspecify.annotations.NullMarked;
