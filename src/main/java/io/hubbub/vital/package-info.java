/**
 * The threads without which nobody is served: the loop that lanes and presence run, and what tells
 * of a thread that ended or hangs.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.vital;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
