package io.hubbub.http;

import io.hubbub.site.Hosts;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Puts what stands before the servlets in front of them, and of all that others put there. */
@Configuration(proxyBeanMethods = false)
class EntranceConfiguration {

    @Bean
    HealthPath healthPath(
            @Value("${server.servlet.context-path:}") String context,
            @Value("${management.endpoints.web.base-path:/actuator}") String management) {
        return new HealthPath(context + (management.equals("/") ? "" : management) + "/health");
    }

    /** The last to be asked, so that its handler is the outermost. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<JettyServletWebServerFactory> entrance(
            Hosts hosts, HealthPath health) {
        return factory ->
                factory.addServerCustomizers(server -> wrap(server, new HostCheck(hosts, health)));
    }

    private static void wrap(Server server, Handler.Wrapper outer) {
        outer.setHandler(server.getHandler());
        server.setHandler(outer);
    }
}
