/** The names of this server, and whose page a request comes from. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.site;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
