/**
 * How the store's keys and values look as bytes. Every value begins with its version, so that a
 * newer Hubbub reads what an older one wrote.
 */
@NullMarked
package io.hubbub.engine.embedded.rows;

import org.jspecify.annotations.NullMarked;
