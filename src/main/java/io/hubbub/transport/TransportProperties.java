package io.hubbub.transport;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration under {@code hubbub.transport}.
 *
 * @param allowedOrigins whose pages may connect besides this server's own; {@code *} for all
 * @param allowedHosts the names by which this server is called, besides {@code localhost} and
 *     addresses; {@code *.example.com} for all below one, {@code *} for all
 * @param shortWay whether handshakes that show nobody are taken before the servlets' filters, where
 *     none of an application's own is among those
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
