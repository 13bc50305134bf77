package io.hubbub.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.client.Clients;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test's clients. They end with the test, and the server must then hold nothing for them. So no
 * test leaves anything for the next.
 */
public final class WireClients implements AutoCloseable {

    private final List<WireClient> opened = new CopyOnWriteArrayList<>();
    private final int port;
    private final Clients clients;

    private WireClients(ApplicationContext context) {
        port =
                Integer.parseInt(
                        Objects.requireNonNull(
                                context.getEnvironment().getProperty("local.server.port")));
        clients = context.getBean(Clients.class);
        context.getBeanProvider(Backstage.class).ifAvailable(Backstage::clear);
        context.getBeanProvider(MiddlewareStage.class).ifAvailable(MiddlewareStage::clear);
    }

    public int port() {
        return port;
    }

    /** Opens a socket and shakes hands; STOMP has not begun. */
    public WireClient open() {
        WireClient client = open("/ws", "Sec-WebSocket-Protocol: v12.stomp, v11.stomp, v10.stomp");
        assertThat(client.status()).isEqualTo(101);
        return client;
    }

    public WireClient open(String path, String... headers) {
        WireClient client = WireClient.open(port, path, headers);
        opened.add(client);
        return client;
    }

    /** Connects with STOMP 1.2 and no heart-beats. */
    public WireClient connect() {
        return connect("1.2");
    }

    /** Connects with this version of STOMP and no heart-beats. */
    public WireClient connect(String version) {
        return open().connect(version, "0,0");
    }

    /** Connects and subscribes to the errors with the id {@code errors}. */
    public WireClient connectListening() {
        WireClient client = connect();
        client.send("SUBSCRIBE\nid:errors\ndestination:/user/queue/errors\n\n\0");
        return client;
    }

    /** Connects and joins, with the id {@code 0}. */
    public WireClient join(String destination) {
        WireClient client = connect();
        client.send("SUBSCRIBE\nid:0\ndestination:" + destination + "\nreceipt:in\n\n\0");
        return client.expectReceipt("in");
    }

    /** Drops all clients and waits until the server has noticed. */
    @Override
    public void close() {
        opened.forEach(WireClient::close);
        opened.clear();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() ->
                        assertThat(clients.isDeserted())
                                .as("nothing is kept of %s", clients.everyone())
                                .isTrue());
    }

    /** Hands a {@link WireClients} to every test method that asks for one. */
    public static final class Extension implements ParameterResolver {

        private static final ExtensionContext.Namespace HERE =
                ExtensionContext.Namespace.create(Extension.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == WireClients.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getStore(HERE)
                    .computeIfAbsent(
                            WireClients.class,
                            _ -> new WireClients(SpringExtension.getApplicationContext(context)),
                            WireClients.class);
        }
    }
}
