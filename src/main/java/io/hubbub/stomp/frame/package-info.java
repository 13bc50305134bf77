/** Frames of STOMP: how bytes become frames, and messages bytes. */
@NullMarked
package io.hubbub.stomp.frame;

import org.jspecify.annotations.NullMarked;
