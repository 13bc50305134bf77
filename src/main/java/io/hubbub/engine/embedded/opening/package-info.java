/** Opens a store, checks that it holds everything that was promised, and repairs what can be. */
@NullMarked
package io.hubbub.engine.embedded.opening;

import org.jspecify.annotations.NullMarked;
