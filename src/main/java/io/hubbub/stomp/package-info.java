/** STOMP over WebSocket and SockJS: decoding, the session's rules, Spring's channels, encoding. */
@ApplicationModule(
        allowedDependencies = {
            "message",
            "property",
            "budget",
            "namespace",
            "client",
            "wire",
            "due",
            "security",
            "middleware",
            "question",
            "replay",
            "room",
            "quota",
            "presence",
            "desk",
            "transport"
        })
@NullMarked
package io.hubbub.stomp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
