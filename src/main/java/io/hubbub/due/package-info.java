/**
 * When things are due. All decisions here take the moment as a parameter. Only {@link
 * io.hubbub.due.AlarmClock} waits for one.
 */
@ApplicationModule(allowedDependencies = "vital")
@NullMarked
package io.hubbub.due;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
