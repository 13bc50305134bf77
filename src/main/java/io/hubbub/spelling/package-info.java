/** How names are written: what they may hold, and which look alike. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.spelling;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
