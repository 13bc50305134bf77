package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "192.0.2.7:4711, 192.0.2.7",
        "::ffff:192.0.2.7, 192.0.2.7",
        "[::ffff:192.0.2.7], 192.0.2.7",
        "::FFFF:c000:207, 192.0.2.7",
        "0:0:0:0:0:ffff:c000:0207, 192.0.2.7",
        "2001:db8:1:2::1, 20010db800010002",
        "2001:DB8:1:2:ffff:ffff:ffff:ffff, 20010db800010002",
        "[2001:db8:1:2:0:0:0:1], 20010db800010002",
        "2001:db8:1:3::1, 20010db800010003",
        "fe80::1%eth0, fe80000000000000",
        "[fe80::2%no-such-zone], fe80000000000000",
        "_hidden, _hidden",
        "unknown:80, unknown",
        "a:b:c, a:b:c",
    })
    void clientsAreCountedByAddressAndByNetworkWhereAMachineHasAWholeOne(
            String address, String network) {
        assertThat(new Origin("websocket", address, null).network()).isEqualTo(network);
    }
}
