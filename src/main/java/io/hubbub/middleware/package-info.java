/** Where an application decides: who comes into a namespace, and what is sent into it. */
@ApplicationModule(allowedDependencies = {"message", "namespace", "client"})
@NullMarked
package io.hubbub.middleware;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
