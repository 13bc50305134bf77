/** STOMP over WebSocket and SockJS: decoding, the session's rules, Spring's channels, encoding. */
@NullMarked
package io.hubbub.stomp;

import org.jspecify.annotations.NullMarked;
