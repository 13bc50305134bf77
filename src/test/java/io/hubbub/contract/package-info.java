/** What tests at the wire share: a client that sends and reads literal frames. */
@NullMarked
package io.hubbub.contract;

import org.jspecify.annotations.NullMarked;
