/**
 * Presence: who is in a room, told to those who asked to hear it. A user is there once, with
 * however many clients, and stays while a lost connection comes back.
 */
@ApplicationModule(
        allowedDependencies = {"message", "due", "namespace", "engine", "client", "wire", "vital"})
@NullMarked
package io.hubbub.presence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
