/** By which names this server is called, and whose page a request comes from. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.site;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
