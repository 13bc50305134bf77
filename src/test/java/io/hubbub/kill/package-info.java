/**
 * What is promised to clients that come back, proved on the real jar: its process is killed, or its
 * connections are cut, while publishers and subscribers go on. Runs in {@code ./mvnw verify}.
 */
@NullMarked
package io.hubbub.kill;

import org.jspecify.annotations.NullMarked;
