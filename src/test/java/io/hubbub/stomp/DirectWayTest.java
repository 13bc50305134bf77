package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.DirectWireTest;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.messaging.support.ChannelInterceptor;

/** Which frames become messages of Spring, and that frames have the same effect either way. */
@DirectWireTest
class DirectWayTest {

    @Autowired
    @Qualifier("clientInboundChannel")
    private AbstractSubscribableChannel channel;

    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

    private final ChannelInterceptor interceptor =
            new ChannelInterceptor() {
                @Override
                public Message<?> preSend(Message<?> message, MessageChannel channel) {
                    StompHeaderAccessor headers = StompHeaderAccessor.wrap(message);
                    seen.add(String.valueOf(headers.getCommand()));
                    return message;
                }
            };

    @AfterEach
    void nobodyLooksAnyMore() {
        channel.removeInterceptor(interceptor);
    }

    private static void useEverything(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/direct\nreceipt:in\n\n\0");
        client.expectReceipt("in");
        client.send("SEND\ndestination:/topic/direct\nreceipt:sent\n\nhello\0");
        assertThat(client.nextMessage().bodyText()).isEqualTo("hello");
        client.expectReceipt("sent");
        client.send("UNSUBSCRIBE\nid:0\nreceipt:out\n\n\0").expectReceipt("out");
        client.send("DISCONNECT\nreceipt:gone\n\n\0").expectReceipt("gone");
        client.expectClose(1000);
    }

    @Test
    void withoutInterceptorsNobodyLooksAndAllIsDone(WireClients wire) {
        assertThat(channel.getInterceptors()).as("Hubbub's own").hasSize(1);
        assertThat(channel.getSubscribers()).as("Hubbub's own").hasSize(1);
        assertThat(new Inbound(channel, 1).isWatched()).isFalse();

        useEverything(wire);
    }

    @Test
    void anInterceptorSeesEveryFrameHoweverLateItCame(WireClients wire) {
        channel.addInterceptor(interceptor);
        assertThat(new Inbound(channel, 1).isWatched()).isTrue();
        useEverything(wire);

        assertThat(List.copyOf(seen))
                .containsExactly("CONNECT", "SUBSCRIBE", "SEND", "UNSUBSCRIBE", "DISCONNECT");
    }

    @Test
    void aFrameForAControllerBecomesAMessageOfSpringsInAnyCase(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SUBSCRIBE\nid:0\ndestination:/user/queue/replies\n\n\0");
        client.send("SEND\ndestination:/app/whisper\nreceipt:1\n\nhello\0");

        assertThat(client.nextMessage().bodyText()).isEqualTo("whispered hello");
        client.expectReceipt("1");
    }
}
