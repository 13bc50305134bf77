/** Realtime rooms and reliable queues: the application that starts them. */
@NullMarked
package io.hubbub;

import org.jspecify.annotations.NullMarked;
