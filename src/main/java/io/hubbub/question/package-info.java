/**
 * Questions: messages that each receiver may answer once, and the answers that are gathered until
 * everybody has answered or the time is over.
 */
@ApplicationModule(allowedDependencies = {"message", "property", "budget", "due", "client"})
@NullMarked
package io.hubbub.question;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
