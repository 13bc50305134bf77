/**
 * Bounds what one user and one address may make the server keep: how many rooms, how fast, and how
 * many bytes. Decides which rooms are removed if a namespace is full.
 */
@ApplicationModule(allowedDependencies = {"message", "property", "engine"})
@NullMarked
package io.hubbub.quota;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
