/** Whether the threads without which nobody is served are alive, and what comes of it if not. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.vital;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
