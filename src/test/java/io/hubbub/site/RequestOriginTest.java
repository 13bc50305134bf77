package io.hubbub.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestOriginTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // the page's | this server's
                "https://chat.example, https, chat.example, 443, OWN",
                "https://chat.example:443, https, chat.example, 443, OWN",
                "https://chat.example:8443, https, chat.example, 8443, OWN",
                "https://chat.example, https, chat.example, 8443, OTHER",
                "https://chat.example:80, https, chat.example, 443, OTHER",
                "http://chat.example, http, chat.example, 80, OWN",
                "http://chat.example, https, chat.example, 443, OTHER",
                "http://chat.example:443, https, chat.example, 443, OTHER",
                "http://localhost:8080, http, localhost, 8080, OWN",
                "http://localhost, http, localhost, 8080, OTHER",
                "http://[::1]:8080, http, [::1], 8080, OWN",
                "http://localhost:80801, http, localhost, 8080, OTHER",
                "http://localhost:8080/, http, localhost, 8080, OTHER",
                "http://localhost:8080.evil.example, http, localhost, 8080, OTHER",
                "http://a@localhost:8080, http, localhost, 8080, OTHER",
                "null, http, localhost, 8080, OTHER",
                "'', http, localhost, 8080, OTHER",
                "%, http, localhost, 8080, OTHER",
            })
    void aPageIsOursByItsWholeOrigin(
            String origin, String scheme, String host, int port, Site site) {
        assertThat(new RequestOrigin(origin, "same-origin", scheme, host, port).site())
                .isEqualTo(site);
        assertThat(new RequestOrigin(origin, null, scheme, host, port).site()).isEqualTo(site);
        assertThat(
                        new Origins(List.of())
                                .admits(new RequestOrigin(origin, null, scheme, host, port)))
                .isEqualTo(site == Site.OWN);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, UNSAID", "same-origin, OWN", "same-site, OTHER", "none, OTHER"})
    void withoutAnOriginTheBrowserSaysItOtherwise(String fetchSite, Site site) {
        assertThat(new RequestOrigin(null, fetchSite, "http", "localhost", 8080).site())
                .isEqualTo(site);
    }
}
