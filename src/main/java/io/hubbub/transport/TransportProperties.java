package io.hubbub.transport;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration under {@code hubbub.transport}.
 *
 * @param allowedOrigins the sites whose pages may connect besides this server's own; {@code *} for
 *     all
 * @param allowedHosts the names of this server, besides {@code localhost} and addresses; {@code
 *     *.example.com} for all names below one, {@code *} for all names
 * @param shortWay whether handshakes without credentials are taken before the servlets' filters, if
 *     none of the filters is an application's own
 */
@ConfigurationProperties("hubbub.transport")
public record TransportProperties(
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue("true") boolean shortWay) {

    public TransportProperties {
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedHosts = List.copyOf(allowedHosts);
    }
}
