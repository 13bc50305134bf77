package io.hubbub.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.hubbub.HubbubApplication;
import io.hubbub.broadcast.Broadcast;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** Frames that cost the client little and the server much, with {@link FloodTest}'s limits. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = HubbubApplication.class,
        properties = {
            "hubbub.lanes=2",
            "hubbub.security.admin-password=x",
            "hubbub.limits.frame-size=8KB",
            "hubbub.limits.inbox-size=64KB",
            "hubbub.limits.messages-per-second=50",
            "hubbub.limits.bytes-per-second=8KB"
        })
@ExtendWith(WireClients.Extension.class)
@Timeout(60)
class CostWireTest {

    @Autowired private Broadcast broadcast;

    /** Reads until the server says that it is too much. */
    private static void expectTooMuch(WireClient client) {
        while (true) {
            Stomp frame = client.next();
            if ("error".equals(frame.header("event"))) {
                assertThat(frame.bodyText()).startsWith("{\"code\":\"too-many-messages\"");
                return;
            }
        }
    }

    @Test
    void theSamePastAgainAndAgainCostsWhatReadingItTakes(WireClients wire) {
        for (int i = 0; i < 9_999; i++) {
            broadcast.in("chat").to("past").send("m" + i);
        }
        broadcast.in("chat").to("past").publish("last", "m").join();
        WireClient guest = wire.connectListening();
        // 50 frames' worth each time, which is what may come in a second.
        for (int i = 0; i < 50; i++) {
            guest.send(
                    "SUBSCRIBE\nid:%d\ndestination:/topic/chat/past\nhistory:10000\n\n\0"
                            .formatted(i));
            if (isTooMuch(guest)) {
                return;
            }
        }
        fail("It was never too much");
    }

    /** Reads until the past is told, or the server says that it is too much. */
    private static boolean isTooMuch(WireClient client) {
        while (true) {
            Stomp frame = client.next();
            if ("last".equals(frame.header("event"))) {
                return false;
            }
            if ("error".equals(frame.header("event"))) {
                assertThat(frame.bodyText()).startsWith("{\"code\":\"too-many-messages\"");
                return true;
            }
        }
    }

    @Test
    void aMessageToManyRoomsCostsOneFrameForEach(WireClients wire) {
        WireClient guest = wire.connectListening();
        String also = "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,1,2,3,4,5,6";
        for (int i = 0; i < 4; i++) {
            guest.send("SEND\ndestination:/topic/main/0\nalso:" + also + "\n\nx\0");
        }
        expectTooMuch(guest);
    }

    @Test
    void anHonestClientMeetsNoneOfIt(WireClients wire) {
        WireClient guest = wire.connectListening();
        for (int i = 0; i < 8; i++) {
            guest.send(
                    "SUBSCRIBE\nid:%d\ndestination:/topic/chat/quiet%d\nhistory:50\nreceipt:in\n\n\0"
                            .formatted(i, i));
            guest.expectReceipt("in");
        }
        guest.send("SUBSCRIBE\nid:ask\ndestination:/app/chat/rooms\n\n\0");
        assertThat(guest.nextMessage().bodyText()).startsWith("{\"count\":8,");
    }
}
