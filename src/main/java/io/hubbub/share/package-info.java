/** Shares scarce resources, so that a crowd from one address takes nothing from others. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.share;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
