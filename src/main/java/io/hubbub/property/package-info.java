/** Checks what an operator wrote as properties, before anything starts. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.property;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
