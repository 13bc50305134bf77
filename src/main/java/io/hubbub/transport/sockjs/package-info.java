/**
 * SockJS over plain HTTP, for clients that no WebSocket reaches: sessions that outlive their
 * requests, and the requests that wait for them. Its WebSocket transport is a WebSocket like any
 * other, in {@code transport}.
 */
@NullMarked
package io.hubbub.transport.sockjs;

import org.jspecify.annotations.NullMarked;
