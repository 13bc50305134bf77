package io.hubbub.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;

/**
 * Where health is asked for. Whoever watches over the process ends it when no answer comes, so
 * these requests are not held to what others may use up.
 *
 * @param path the health check's; its groups are below it
 */
record HealthPath(String path) {

    /** Whether the request asks for health and brings no body, over which it could take long. */
    boolean isAsked(Request request) {
        String asked = request.getHttpURI().getCanonicalPath();
        return asked != null
                && (asked.equals(path) || asked.startsWith(path + "/"))
                && HttpMethod.GET.is(request.getMethod())
                && request.getLength() <= 0
                && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }
}
