/** What can be asked over HTTP: what was said in a room, and who is in it. */
@ApplicationModule(
        allowedDependencies = {
            "message",
            "engine",
            "client",
            "presence",
            "rate",
            "share",
            "http",
            "desk"
        })
@NullMarked
package io.hubbub.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
