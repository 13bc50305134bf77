/**
 * Presence: who is in a room, told to those who subscribe to it. A user is there once, with any
 * number of clients, and is still shown for a while after its last connection was lost.
 */
@ApplicationModule(
        allowedDependencies = {
            "message",
            "due",
            "namespace",
            "engine",
            "client",
            "wire",
            "vital",
            "property"
        })
@NullMarked
package io.hubbub.presence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
