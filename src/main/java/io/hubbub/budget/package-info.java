/**
 * What the process may hold for others: the bytes of frames that are not finished, of answers that
 * are gathered, of what waits for a socket that takes no more. Each is counted before it is made
 * room for, for the process and for the address that it is held for.
 */
@ApplicationModule(allowedDependencies = {"message", "property"})
@NullMarked
package io.hubbub.budget;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
