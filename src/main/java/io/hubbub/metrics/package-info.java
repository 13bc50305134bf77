/** The meters of clients, messages, rooms, questions, logins and presence. */
@ApplicationModule(
        allowedDependencies = {
            "message",
            "budget",
            "client",
            "security",
            "quota",
            "question",
            "room",
            "presence"
        })
@NullMarked
package io.hubbub.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
