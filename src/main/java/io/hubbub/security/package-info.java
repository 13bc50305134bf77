/** Decides who somebody is and who may do what. */
@ApplicationModule(allowedDependencies = {"message", "property", "namespace", "share", "spelling"})
@NullMarked
package io.hubbub.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
