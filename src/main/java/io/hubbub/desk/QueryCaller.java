package io.hubbub.desk;

import io.hubbub.client.Origin;
import java.security.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who asks the desk something without being a client, as over HTTP.
 *
 * @param principal whom the login of the request found; null for a guest
 * @param headers the request's {@code x-...} headers, for the middlewares
 */
public record QueryCaller(
        @Nullable Principal principal, Origin origin, Map<String, String> headers) {}
