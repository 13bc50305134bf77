package io.hubbub;

import io.hubbub.client.ClientConnected;
import io.hubbub.client.ClientDisconnected;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;

/** Logs each client that connects or disconnects, in one line. */
final class ClientLog {

    private static final Logger log = LoggerFactory.getLogger(ClientLog.class);

    @EventListener
    void connected(ClientConnected event) {
        log.info(
                "client {} connected: user {} by {} from {}",
                event.client(),
                event.user().name(),
                event.origin().transport(),
                event.origin().address());
    }

    @EventListener
    void disconnected(ClientDisconnected event) {
        log.info(
                "client {} disconnected: {} after {} s, user {}, {} frames in, {} messages out",
                event.client(),
                event.departure().text(),
                event.lived().toSeconds(),
                event.user().name(),
                event.received(),
                event.delivered());
    }
}
