/** Who may do what. */
@NullMarked
package io.hubbub.security;

import org.jspecify.annotations.NullMarked;
