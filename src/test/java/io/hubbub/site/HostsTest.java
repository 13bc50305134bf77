package io.hubbub.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

    private final Hosts local = new Hosts(List.of());
    private final Hosts named = new Hosts(List.of("Chat.example.com", "*.example.org"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LocalHost:",
                "localhost.",
                "app.localhost:80",
                "127.0.0.1:8080",
                "127.9.8.7",
                "10.0.0.7:8080",
                "203.0.113.9",
                "[::1]:8080",
                "[::1]",
                "[2001:db8::7]:443",
                "[::ffff:127.0.0.1]"
            })
    void anAddressAndLocalhostStandForNothingElse(String authority) {
        assertThat(local.admits(authority)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "chat.example.com",
                "localhost.evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "127.0.0.1.nip.io",
                "notlocalhost",
                "xlocalhost:80",
                "256.1.1.1",
                "127.1",
                "0x7f.0.0.1",
                "2130706433",
                "[::1",
                "[::1]x",
                "[::1%lo]",
                "[localhost]",
                "::1",
                "localhost@evil.example",
                "evil.example@localhost",
                "localhost/",
                "localhost:80:80",
                "localhost:x",
                "localhost..",
                "local host",
                "",
                ".",
                ":",
                ":80",
                "*",
                "*.example.org"
            })
    void whatIsNeitherIsNotThisServer(String authority) {
        assertThat(local.admits(authority)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat.example.com",
                "CHAT.example.COM:8443",
                "chat.example.com.",
                "chat.example.com.:443",
                "a.example.org",
                "a.b.example.org:80",
                "localhost"
            })
    void whatIsConfiguredIs(String authority) {
        assertThat(named.admits(authority)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "a.chat.example.com",
                "example.org",
                "evilexample.org",
                "chat.example.com.evil.example",
                "example.org.evil.example"
            })
    void andNothingBesideIt(String authority) {
        assertThat(named.admits(authority)).isFalse();
    }

    @Test
    void aStarIsEverything() {
        assertThat(new Hosts(List.of("*")).admits("whatever.example:80")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://chat.example.com",
                "chat.example.com:443",
                "chat.example.com/",
                "chat.*.com",
                "*chat.example.com",
                "",
                "two names"
            })
    void whatIsNoNameIsToldAtTheStart(String entry) {
        List<String> entries = List.of(entry);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hosts(entries))
                .withMessageContaining("'" + entry + "'");
    }
}
