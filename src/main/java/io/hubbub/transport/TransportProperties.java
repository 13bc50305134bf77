package io.hubbub.transport;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration under {@code hubbub.transport}.
 *
 * @param allowedOrigins whose pages may connect besides this server's own; {@code *} for all
 */
@ConfigurationProperties("hubbub.transport")
public record TransportProperties(@DefaultValue List<String> allowedOrigins) {

    public TransportProperties {
        allowedOrigins = List.copyOf(allowedOrigins);
    }
}
