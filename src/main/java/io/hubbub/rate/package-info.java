/** How fast a client may send, and what its commands cost beyond the price of every frame. */
@ApplicationModule(allowedDependencies = {"message", "property", "client"})
@NullMarked
package io.hubbub.rate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
