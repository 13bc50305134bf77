/** What is scarce, shared out so that a crowd from one address takes it from nobody else. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.share;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
