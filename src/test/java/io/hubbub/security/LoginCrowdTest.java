package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many people who log in at the same time, at the running server. */
@WireTest
@Timeout(60)
class LoginCrowdTest {

    private static final int CROWD = 40;

    private static final String LOGIN = "CONNECT\naccept-version:1.2\nlogin:%s\npasscode:%s\n\n\0";

    /** One user's threads, each with the right password, once kept everybody else waiting. */
    @Test
    void aUserHasSoManyLoginsUnderWayAndOthersStillGetIn(WireClients clients) {
        List<WireClient> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(clients.open());
        }
        crowd.forEach(client -> client.send(LOGIN.formatted("alice", "wonderland")));
        WireClient other = clients.open();
        other.send(LOGIN.formatted("admin", Tokens.ADMIN_PASSWORD));
        assertThat(other.next().command()).isEqualTo("CONNECTED");
        List<String> answers =
                crowd.stream()
                        .map(WireClient::next)
                        .map(answer ->
                                answer.command().equals("ERROR")
                                        ? answer.header("code")
                                        : answer.command())
                        .toList();
        assertThat(answers).containsOnly("CONNECTED", "too-many-logins");
        assertThat(answers.stream().filter("CONNECTED"::equals).count()).isBetween(10L, 30L);
    }
}
