/**
 * Rooms: who is in them, in which order their messages come, and how a message reaches all members.
 */
@ApplicationModule(
        allowedDependencies = {
            "message",
            "budget",
            "namespace",
            "engine",
            "client",
            "wire",
            "vital",
            "quota",
            "question",
            "replay"
        })
@NullMarked
package io.hubbub.room;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
