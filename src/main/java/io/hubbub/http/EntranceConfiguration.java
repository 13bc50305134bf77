package io.hubbub.http;

import io.hubbub.client.Time;
import io.hubbub.site.Hosts;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Puts this package's handlers before the servlets and before all handlers of others. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpProperties.class)
class EntranceConfiguration {

    /**
     * How many connections the operating system queues until they are accepted. Java's default of
     * 50 is full when a crowd comes at once. Then the first packets of others are dropped and sent
     * again seconds later.
     */
    private static final int ACCEPT_QUEUE = 1024;

    @Bean
    HealthPath healthPath(
            @Value("${server.servlet.context-path:}") String context,
            @Value("${management.endpoints.web.base-path:/actuator}") String management) {
        return new HealthPath(context + (management.equals("/") ? "" : management) + "/health");
    }

    @Bean
    HttpConnections visits(HttpProperties properties, Time time) {
        return new HttpConnections(properties, time.nanos());
    }

    @Bean
    RequestLimiter entrance(
            HttpProperties properties,
            HttpConnections visits,
            HealthPath health,
            Time time,
            @Value("${server.servlet.context-path:}") String context) {
        Set<String> forms = Set.of(context + "/login", context + "/logout");
        return new RequestLimiter(properties, visits, health, forms, time.nanos());
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService entranceWatch(RequestLimiter entrance) {
        ScheduledThreadPoolExecutor watch =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("entrance").factory());
        // It ends with the executor.
        var unused = watch.scheduleWithFixedDelay(entrance::look, 1, 1, TimeUnit.SECONDS);
        return watch;
    }

    @Bean
    Answers answers(HttpProperties properties, Time time) {
        return new Answers(properties, time.nanos());
    }

    @Bean
    EntranceMetrics entranceMetrics(
            RequestLimiter entrance, HttpConnections visits, Answers answers) {
        return new EntranceMetrics(entrance, visits, answers);
    }

    /**
     * Runs last, so that its handlers are the outermost.
     *
     * <p>Jetty has one bound for all tasks, and reading a WebSocket is a task. So enough waiting
     * requests would leave every client unread. Here tasks are not bounded. Instead each kind of
     * work is bounded where it comes in.
     */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<JettyServletWebServerFactory> beforeServlets(
            Hosts hosts, HealthPath health, HttpConnections visits, RequestLimiter entrance) {
        return factory -> {
            VirtualThreadPool threads = new VirtualThreadPool(0);
            threads.setName("jetty-");
            factory.setThreadPool(threads);
            factory.addServerCustomizers(server -> {
                wrap(server, new HostCheck(hosts, health));
                wrap(server, entrance);
                for (Connector connector : server.getConnectors()) {
                    connector.addEventListener(visits);
                    if (connector instanceof ServerConnector sockets) {
                        sockets.setAcceptQueueSize(ACCEPT_QUEUE);
                    }
                }
            });
        };
    }

    private static void wrap(Server server, Handler.Wrapper outer) {
        outer.setHandler(server.getHandler());
        server.setHandler(outer);
    }
}
