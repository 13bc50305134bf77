/** What is due when: decisions on moments, which are parameters, and nothing that waits for one. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.due;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
