/**
 * The vocabulary that every other package speaks: messages, positions, destinations, users and
 * error codes.
 */
@NullMarked
package io.hubbub.message;

import org.jspecify.annotations.NullMarked;
