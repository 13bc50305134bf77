/**
 * The ports: {@code RoomLogs} orders, keeps and spreads messages, and {@code Presences} knows who
 * is in which room. The engines {@code memory} and {@code embedded} implement them and pass one
 * suite of contract tests for each port. Nothing else depends on which engine a namespace has.
 */
@ApplicationModule(allowedDependencies = {"message", "due", "vital"})
@NullMarked
package io.hubbub.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
