/**
 * The vocabulary of all other packages: messages, rooms' names, positions, users and error codes.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.message;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
