/** The chat page's back end: what serves {@code /}. The page itself is {@code static/chat}. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.hubbub.chat;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
