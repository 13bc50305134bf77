/**
 * What keeps messages and who is where: ports, and the contracts that every engine behind them
 * passes. {@code memory} and {@code embedded} stand behind them; nothing else knows which.
 */
@ApplicationModule(allowedDependencies = {"message", "due", "vital"})
@NullMarked
package io.hubbub.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
