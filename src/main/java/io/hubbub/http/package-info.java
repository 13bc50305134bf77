/**
 * The way into the web server, before any servlet: by which names it is called, and what requests
 * may cost together.
 */
@ApplicationModule(allowedDependencies = {"message", "client", "share", "site"})
@NullMarked
package io.hubbub.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
