/**
 * The front desk: the one place where what clients ask for is decided and done, whatever protocol
 * they speak.
 */
@ApplicationModule(
        allowedDependencies = {
            "message",
            "property",
            "client",
            "wire",
            "security",
            "middleware",
            "namespace",
            "question",
            "quota",
            "replay",
            "room",
            "presence"
        })
@NullMarked
package io.hubbub.desk;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
