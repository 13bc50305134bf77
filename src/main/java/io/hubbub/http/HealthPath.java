package io.hubbub.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;

/**
 * The path of the health check. An orchestrator ends the process if no answer comes, so these
 * requests are outside the bounds for all others.
 *
 * @param path the health check's path; its groups are below it
 */
record HealthPath(String path) {

    /** Whether the request asks for health and has no body, which could take long to arrive. */
    boolean isAsked(Request request) {
        String asked = request.getHttpURI().getCanonicalPath();
        return asked != null
                && (asked.equals(path) || asked.startsWith(path + "/"))
                && HttpMethod.GET.is(request.getMethod())
                && request.getLength() <= 0
                && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }
}
