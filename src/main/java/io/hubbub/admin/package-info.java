/**
 * The back end of the administrator's page: it serves {@code /admin}, sends a snapshot every second
 * and answers questions about one room or client. The page itself is in {@code static/admin}.
 */
@ApplicationModule(allowedDependencies = {"message", "engine", "client", "room", "broadcast"})
@NullMarked
package io.hubbub.admin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
