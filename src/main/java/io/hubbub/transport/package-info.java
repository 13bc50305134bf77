/**
 * Sockets: WebSocket and SockJS, reading and writing bytes for whatever protocol is spoken over
 * them.
 */
@ApplicationModule(allowedDependencies = {"message", "budget", "due", "client", "wire", "site"})
@NullMarked
package io.hubbub.transport;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
