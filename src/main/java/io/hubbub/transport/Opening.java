package io.hubbub.transport;

import io.hubbub.client.Origin;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection that opens.
 *
 * @param principal the user that the handshake acts for; null for a guest
 * @param query the query of the handshake's address, as it was written; empty if there is none
 * @param framing how the protocol's frames become what the transport carries
 */
public record Opening(
        @Nullable Principal principal, Origin origin, String query, Framing framing) {}
