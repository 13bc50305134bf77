/**
 * The entrance of the web server, before any servlet: under which names it answers, and how much
 * requests may use.
 */
@ApplicationModule(allowedDependencies = {"message", "property", "client", "share", "site"})
@NullMarked
package io.hubbub.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
