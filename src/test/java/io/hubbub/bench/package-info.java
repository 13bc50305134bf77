/**
 * The bench: Hubbub and a plain Spring simple-broker application under the same load in the same
 * run, and Hubbub alone where it keeps what was said, by {@code ./mvnw -Pbench verify}. The targets
 * of {@link io.hubbub.bench.Targets} decide whether it passes.
 */
@NullMarked
package io.hubbub.bench;

import org.jspecify.annotations.NullMarked;
