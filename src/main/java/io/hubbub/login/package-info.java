/**
 * Logins over HTTP: the login page and its session, bearer tokens, who may see which path, and the
 * security headers for browsers.
 */
@ApplicationModule(allowedDependencies = {"message", "client", "security", "site", "transport"})
@NullMarked
package io.hubbub.login;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
