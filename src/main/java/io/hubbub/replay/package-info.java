/**
 * Replays: what a client missed is read from the log and delivered before anything new, without a
 * gap and without a duplicate.
 */
@ApplicationModule(allowedDependencies = {"message", "engine", "client", "wire"})
@NullMarked
package io.hubbub.replay;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
