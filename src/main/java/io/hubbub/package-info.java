/**
 * The application: it starts Hubbub and connects its parts. {@code src/docs/code.md} says where to
 * find things.
 */
@NullMarked
package io.hubbub;

import org.jspecify.annotations.NullMarked;
