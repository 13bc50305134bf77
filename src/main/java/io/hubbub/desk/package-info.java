/**
 * What stands between a client and what it asks for, whatever protocol it speaks: who it is now,
 * what its namespaces' middlewares say, and how fast it may go.
 */
@ApplicationModule(
        allowedDependencies = {
            "message",
            "property",
            "client",
            "security",
            "middleware",
            "room",
            "presence"
        })
@NullMarked
package io.hubbub.desk;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
