/**
 * The threads that the service cannot do without: the loop that lanes and presence run on, and the
 * watch that reports a thread that ended or hangs.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.vital;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
