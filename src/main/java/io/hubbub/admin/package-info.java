/**
 * The administrator's page: what serves {@code /admin}, what it is told each second, and what it
 * can ask for. The page itself is {@code static/admin}.
 */
@ApplicationModule(allowedDependencies = {"message", "engine", "client", "room"})
@NullMarked
package io.hubbub.admin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
