package io.hubbub.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/admin",
                "/admin/",
                "/admin?view=rooms&to=/x",
                "/a.b/c%20d",
                "/?q=//x"
            })
    void aPathOfOursIsTakenAsItIs(String path) {
        assertThat(OwnPath.or("other", path)).isEqualTo(path);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "https://elsewhere.example/",
                "//elsewhere.example/",
                "///elsewhere.example/",
                "/\\elsewhere.example/",
                "\\elsewhere.example/",
                "/\t/elsewhere.example/",
                " /admin",
                "/..//elsewhere.example/",
                "/.//elsewhere.example",
                "/a/../b",
                "/a//elsewhere.example",
                "/admin\r\nSet-Cookie: a=b",
                "/admin#//x",
                "javascript:alert(1)",
                "data:text/html,x",
                "admin",
                "@elsewhere.example",
                "?to=x",
                "/<b>",
                "/\"x",
                "/\u00fc",
                ""
            })
    void whateverElseIsNot(String path) {
        assertThat(OwnPath.or("other", path)).isEqualTo("other");
    }

    @Test
    void aLongPathIsCheckedInNoTimeAndNotTaken() {
        assertThat(OwnPath.or("other", "/a".repeat(500))).isEqualTo("/a".repeat(500));
        assertThat(OwnPath.or("other", "/a".repeat(501))).isEqualTo("other");
        assertThat(OwnPath.or("other", "/a".repeat(499) + "\n")).isEqualTo("other");
    }
}
