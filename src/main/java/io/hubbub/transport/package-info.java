/**
 * WebSocket and SockJS. The transport reads and writes bytes for any {@link
 * io.hubbub.transport.Protocol}; a gateway says what they mean, and declares an {@link
 * io.hubbub.transport.Endpoint} for its addresses.
 */
@ApplicationModule(allowedDependencies = {"message", "budget", "due", "client", "wire", "site"})
@NullMarked
package io.hubbub.transport;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
