/** The pages in real browsers. */
@NullMarked
package io.hubbub.browser;

import org.jspecify.annotations.NullMarked;
