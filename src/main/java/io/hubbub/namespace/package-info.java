/** Namespaces: isolated spaces with rooms of their own, and the policies that govern them. */
@ApplicationModule(allowedDependencies = {"message", "property"})
@NullMarked
package io.hubbub.namespace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
