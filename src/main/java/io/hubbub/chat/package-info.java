/**
 * The chat page's back end: what serves {@code /}, and in the namespace {@code chat} what people
 * are called, who is in a room, and messages from one person to another. The page itself is {@code
 * static/chat}.
 */
@ApplicationModule(
        allowedDependencies = {
            "message",
            "client",
            "security",
            "middleware",
            "room",
            "desk",
            "spelling"
        })
@NullMarked
package io.hubbub.chat;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
