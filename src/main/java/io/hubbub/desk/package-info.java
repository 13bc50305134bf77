/**
 * The front desk: the one place where what clients ask for is decided and done, whatever protocol
 * they speak, and what callers without a client ask for, as over HTTP.
 */
@ApplicationModule(
        allowedDependencies = {
            "message",
            "property",
            "client",
            "engine",
            "wire",
            "security",
            "middleware",
            "namespace",
            "question",
            "quota",
            "rate",
            "replay",
            "room",
            "presence"
        })
@NullMarked
package io.hubbub.desk;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
