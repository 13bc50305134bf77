/**
 * Live connections: clients, the lanes that own them, and the outboxes that bound what they hold.
 */
@ApplicationModule(allowedDependencies = {"budget", "due", "message", "property", "vital", "wire"})
@NullMarked
package io.hubbub.client;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
