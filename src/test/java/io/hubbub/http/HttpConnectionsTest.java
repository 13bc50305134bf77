package io.hubbub.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Which connections are cut off because a request's headers take too long. */
class HttpConnectionsTest {

    private static final HttpProperties PROPERTIES =
            new Binder(new MapConfigurationPropertySource())
                    .bindOrCreate("hubbub.http", HttpProperties.class);

    private static final long HEADER_TIME = PROPERTIES.headerTime().toNanos();
    private static final long LATER = HEADER_TIME + Duration.ofSeconds(1).toNanos();

    private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint();
    private final HttpConnections visits = new HttpConnections(PROPERTIES, () -> 0);

    /** What has come over the connection so far. */
    private long bytesIn;

    private HttpConnections.HttpConnection open() {
        AbstractConnection connection =
                new AbstractConnection(endPoint, Runnable::run) {
                    @Override
                    public long getBytesIn() {
                        return bytesIn;
                    }

                    @Override
                    public void onFillable() {}
                };
        endPoint.setConnection(connection);
        visits.onOpened(connection);
        return requireNonNull(visits.of(endPoint));
    }

    @Test
    void whoSendsNothingIsNotSlow() {
        open();
        assertThat(visits.endStalled(1)).isZero();
        assertThat(visits.endStalled(1 + LATER)).isZero();
        assertThat(endPoint.isOpen()).isTrue();
    }

    @Test
    void headersHaveTheirTimeFromTheFirstLookThatFindsSome() {
        open();
        bytesIn = 1;
        assertThat(visits.endStalled(1)).isZero();
        bytesIn = 2;
        assertThat(visits.endStalled(1 + HEADER_TIME)).isZero();
        assertThat(visits.endStalled(2 + HEADER_TIME)).isOne();
        assertThat(endPoint.isOpen()).isFalse();
    }

    @Test
    void aConnectionThatIsKeptAfterARequestIsNotSlowUntilTheNextBegins() {
        HttpConnections.HttpConnection visit = open();
        bytesIn = 100;
        visit.began();
        assertThat(visits.endStalled(1)).isZero();
        assertThat(visits.endStalled(1 + LATER)).isZero();
        visit.ended();
        assertThat(visits.endStalled(2 + LATER)).isZero();
        assertThat(visits.endStalled(2 + 2 * LATER)).isZero();
        bytesIn = 101;
        assertThat(visits.endStalled(3 + 2 * LATER)).isZero();
        assertThat(visits.endStalled(3 + 3 * LATER)).isOne();
    }
}
