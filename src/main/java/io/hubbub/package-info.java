/** The application: it starts Hubbub and connects its parts. */
@NullMarked
package io.hubbub;

import org.jspecify.annotations.NullMarked;
