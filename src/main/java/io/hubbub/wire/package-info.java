/**
 * What a protocol and a transport give to the core, so that a client can be written to: the format
 * of its frames, and the wire to its socket.
 */
@ApplicationModule(allowedDependencies = "message")
@NullMarked
package io.hubbub.wire;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
