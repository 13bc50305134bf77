/**
 * What a protocol and a transport give to the core so that it can write to a client: the format of
 * the frames, and the wire to the socket.
 */
@ApplicationModule(allowedDependencies = "message")
@NullMarked
package io.hubbub.wire;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
