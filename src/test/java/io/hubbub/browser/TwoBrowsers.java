package io.hubbub.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Two people, two real browsers, one running service. */
@SpringBootTest(
        classes = HubbubApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "hubbub.security.users.carol.password=a-password")
@Import(ServerSide.class)
abstract class TwoBrowsers {

    static ChatWindow alice;
    static ChatWindow bob;

    @LocalServerPort private int port;
    @Autowired ServerSide serverSide;

    String page() {
        return "http://localhost:" + port + "/";
    }

    /** Waits until who was closed is connected again. */
    void awaitBack(ChatWindow window) {
        window.until(d -> serverSide.isBack(window.user()));
    }

    @BeforeAll
    static void openBrowsers() {
        Chromium.needed();
        alice = new ChatWindow(Chromium.open());
        bob = new ChatWindow(Chromium.open());
    }

    @AfterAll
    static void closeBrowsers() {
        if (alice != null) {
            alice.browser().close();
        }
        if (bob != null) {
            bob.browser().close();
        }
    }

    @BeforeEach
    void wideAndLight() {
        serverSide.release();
        serverSide.refuse(false);
        for (ChatWindow window : List.of(alice, bob)) {
            window.browser().size(900, 560);
            window.browser().colors("light");
        }
    }

    @AfterEach
    void noErrorsOnTheConsole() {
        assertThat(alice.browser().errors()).isEmpty();
        assertThat(bob.browser().errors()).isEmpty();
    }
}
