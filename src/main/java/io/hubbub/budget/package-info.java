/**
 * Bounds the memory that the process holds for clients: parts of unfinished frames, collected
 * answers, and bytes that wait for a socket. Bytes are counted before memory is allocated, for the
 * process and for the address that they are held for.
 */
@ApplicationModule(allowedDependencies = {"message", "property"})
@NullMarked
package io.hubbub.budget;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
