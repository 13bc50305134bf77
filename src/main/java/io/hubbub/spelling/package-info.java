/** How names are written: which characters they may have, and which names look alike. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.spelling;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
