/**
 * What an application's own code uses to send messages, to ask questions, and to move clients in
 * and out of rooms. It begins with {@link io.hubbub.broadcast.Broadcast}.
 */
@ApplicationModule(
        allowedDependencies = {"message", "namespace", "client", "quota", "question", "room"})
@NullMarked
package io.hubbub.broadcast;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
