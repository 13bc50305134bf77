/**
 * Who comes in over HTTP: the login page and its session, bearer tokens, which paths are for whom,
 * and what browsers are told to forbid.
 */
@ApplicationModule(allowedDependencies = {"message", "client", "security", "site", "transport"})
@NullMarked
package io.hubbub.login;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
