/**
 * What is due when. Everything here decides on moments that are parameters; only {@link
 * io.hubbub.due.AlarmClock} waits for one.
 */
@ApplicationModule(allowedDependencies = "vital")
@NullMarked
package io.hubbub.due;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
