/**
 * Sockets: WebSocket and SockJS, reading and writing bytes for whatever protocol is spoken over
 * them.
 */
@NullMarked
package io.hubbub.transport;

import org.jspecify.annotations.NullMarked;
