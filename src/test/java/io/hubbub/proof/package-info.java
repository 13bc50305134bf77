/**
 * What an attacker, a bad disk or bad luck would do, for minutes: {@code ./mvnw -Pproofs verify}.
 */
@NullMarked
package io.hubbub.proof;

import org.jspecify.annotations.NullMarked;
