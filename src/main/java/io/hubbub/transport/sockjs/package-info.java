/**
 * SockJS over plain HTTP, for clients that no WebSocket reaches. A session consists of many
 * requests: some wait for what there is to send, others bring what the client sends. SockJS's
 * WebSocket transport is a WebSocket like any other, in {@code transport}.
 */
@NullMarked
package io.hubbub.transport.sockjs;

import org.jspecify.annotations.NullMarked;
