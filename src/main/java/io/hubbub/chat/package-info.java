/**
 * The back end of the chat page. It serves {@code /}. In the namespace {@code chat} it handles
 * names, who is in a room, and private messages. The page itself is in {@code static/chat}.
 */
@ApplicationModule(
        allowedDependencies = {
            "message",
            "client",
            "security",
            "middleware",
            "room",
            "broadcast",
            "rate",
            "spelling"
        })
@NullMarked
package io.hubbub.chat;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
