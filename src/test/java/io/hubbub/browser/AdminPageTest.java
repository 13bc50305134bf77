package io.hubbub.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.message.ErrorCode;
import io.hubbub.security.Users;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** The administrator in a real browser; whom he looks at are clients at the wire. */
@SpringBootTest(
        classes = HubbubApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "hubbub.security.users.alice.password=wonderland",
            "hubbub.security.jwt.secret=" + Tokens.SECRET
        })
@Import(ServerSide.class)
class AdminPageTest {

    private static Chromium browser;

    private final int port;
    private final String server;
    private final ServerSide serverSide;
    private final Users users;
    private final AdminWindow admin;
    private final List<WireClient> clients = new ArrayList<>();

    @Autowired
    AdminPageTest(@LocalServerPort int port, ServerSide serverSide, Users users) {
        this.port = port;
        this.server = "http://localhost:" + port + "/";
        this.serverSide = serverSide;
        this.users = users;
        this.admin = new AdminWindow(browser, server);
    }

    @BeforeAll
    static void openBrowser() {
        Chromium.needed();
        browser = Chromium.open();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void wideAndLight() {
        browser.size(1100, 640);
        browser.colors("light");
    }

    @AfterEach
    void noErrorsOnTheConsole() {
        clients.forEach(WireClient::close);
        users.restore("admin", "ADMIN");
        assertThat(browser.errors()).isEmpty();
    }

    private WireClient connect(String... headers) {
        WireClient client = WireClient.open(port, "/ws", headers);
        clients.add(client);
        return client.connect("1.2", "0,0");
    }

    private WireClient join(WireClient client, String room) {
        client.send("SUBSCRIBE\nid:" + room + "\ndestination:" + room + "\nreceipt:in\n\n\0");
        return client.expectReceipt("in");
    }

    // ---------------------------------------------------------------- who may

    @Test
    void aGuestIsTurnedAwayAndAWrongPasswordToo() {
        admin.arrive();
        browser.screenshot("login");
        admin.login("admin", "wrong");

        admin.awaitAddress(server + "login?why=bad-credentials&to=%2Fadmin");
        assertThat(admin.script("return document.querySelector('.notice').textContent"))
                .isEqualTo("The name or the password is wrong.");
        assertThat(admin.script("return document.scripts.length")).isEqualTo(0L);
        browser.screenshot("login-wrong");

        admin.login("admin", Tokens.ADMIN_PASSWORD);
        admin.awaitAddress(server + "admin");
        admin.awaitLive();
    }

    @Test
    void aUserWhoIsNoAdministratorIsToldSoAndCanLogOut() {
        admin.arrive();
        admin.login("alice", "wonderland");

        admin.until(d ->
                String.valueOf(admin.script("return document.querySelector('main').innerText"))
                        .contains("You are logged in as alice. This user may not see this page."));
        browser.screenshot("denied");
        browser.errors(); // the status of the page
        admin.press(Keys.TAB, Keys.ENTER);
        admin.awaitAddress(server + "login?why=logged-out");
        browser.screenshot("logged-out");
    }

    @Test
    void logoutClosesTheSocketAndThePage() {
        admin.enter(Tokens.ADMIN_PASSWORD);
        admin.element("logout").click();
        admin.awaitAddress(server + "login?why=logged-out");
        browser.driver().get(server + "admin");
        admin.awaitAddress(server + "login?to=%2Fadmin");
    }

    @Test
    void aPageWhoseRoleIsTakenAwayGoesToTheLogin() {
        admin.enter(Tokens.ADMIN_PASSWORD);
        users.withdraw("admin", "ADMIN");
        admin.awaitAddress(server + "login?to=%2Fadmin");
    }

    // ---------------------------------------------------------------- what it shows

    @Test
    void aClientAppearsJoinsARoomAndGoes() {
        admin.enter(Tokens.ADMIN_PASSWORD);
        admin.openView("clients");
        admin.awaitTitle("Clients");

        WireClient carol = connect("Authorization: Bearer " + Tokens.token("carol", "EDITOR"));
        admin.awaitLine(carol.id(), "carol", "EDITOR", "127.0.0.1", "websocket");
        assertThat(admin.line(carol.id())).doesNotContain("chat/lobby");

        join(carol, "/topic/chat/lobby");
        admin.awaitLine(carol.id(), "chat/lobby");
        admin.openView("rooms");
        admin.awaitLine("lobby", "1");
        join(connect(), "/topic/chat/lobby");
        admin.awaitLine("lobby", "2");
        admin.follow("lobby");
        admin.awaitTitle("chat/lobby");
        admin.awaitLine(carol.id(), "carol");
        admin.follow("carol");
        admin.awaitTitle("Client " + carol.id());
        admin.until(d -> admin.under("Rooms").startsWith("chat/lobby"));
        assertThat(admin.under("Known by")).isEqualTo("what it showed itself");

        carol.close();
        admin.until(d ->
                String.valueOf(admin.script("return document.getElementById('view').innerText"))
                        .contains("This client is gone."));
        admin.openView("clients");
        admin.awaitNoLine(carol.id());
    }

    @Test
    void whatHappensInASecondIsCounted() {
        admin.enter(Tokens.ADMIN_PASSWORD);
        admin.until(d -> !admin.under("Messages in").equals("–"));
        WireClient client = join(connect(), "/topic/main/counted");
        for (int i = 0; i < 20; i++) {
            client.send("SEND\ndestination:/topic/main/counted\n\nx\0");
        }
        admin.until(d -> Double.parseDouble(admin.under("Deliveries").replace("–", "0")) >= 1);
    }

    @Test
    void namesAreTextAndRunNothing() {
        String html = "<img src=x onerror=window.broken=1>";
        WireClient client = connect("Authorization: Bearer " + Tokens.token("<b>eve</b>"));
        join(client, "/topic/chat/" + html);
        admin.enter(Tokens.ADMIN_PASSWORD);

        admin.openView("clients");
        admin.awaitLine(client.id(), "<b>eve</b>", "chat/" + html);
        admin.openView("rooms");
        admin.follow(html);
        admin.awaitTitle("chat/" + html);
        admin.awaitLine(client.id(), "<b>eve</b>");
        assertThat(admin.script("return window.broken === undefined")).isEqualTo(true);
        assertThat(admin.script("return document.querySelectorAll('main img, main b').length"))
                .isEqualTo(0L);
    }

    @Test
    void theFilterFindsOneAmongMany() {
        admin.enter(Tokens.ADMIN_PASSWORD);
        WireClient first = connect();
        WireClient second = connect();
        admin.openView("clients");
        admin.awaitLine(first.id());
        admin.awaitLine(second.id());

        admin.element("filter").sendKeys(first.id().toUpperCase(Locale.ROOT));

        admin.awaitNoLine(second.id());
        admin.awaitLine(first.id());
    }

    @Test
    void aLostConnectionIsShownAndComesBack() {
        admin.enter(Tokens.ADMIN_PASSWORD);
        admin.openView("clients");
        serverSide.closeAll(ErrorCode.SHUTTING_DOWN);

        admin.awaitLine("admin", "ADMIN");
        admin.awaitLink("Connected as admin");
    }

    // ---------------------------------------------------------------- how it can be used

    @Test
    void theKeyboardAloneLogsInAndGoesThroughTheViews() {
        WireClient client = join(connect(), "/topic/chat/lobby");
        admin.arrive();
        assertThat(admin.focused().getDomAttribute("id")).isEqualTo("name");
        admin.press("admin", Keys.TAB);
        admin.press(Tokens.ADMIN_PASSWORD, Keys.ENTER);
        admin.awaitLive();

        admin.tabTo("to-rooms");
        admin.press(Keys.ENTER);
        admin.awaitTitle("Rooms");
        admin.awaitLine("lobby");
        assertThat(admin.focused().getDomAttribute("id")).isEqualTo("main");
        admin.tabTo("lobby");
        admin.press(Keys.ENTER);
        admin.awaitTitle("chat/lobby");
        admin.awaitLine(client.id());
        admin.tabTo(client.user());
        admin.press(Keys.ENTER);
        admin.awaitTitle("Client " + client.id());
        admin.tabTo("logout");
        admin.press(Keys.ENTER);
        admin.awaitAddress(server + "login?why=logged-out");
    }

    @Test
    void aPhoneOf360PixelsNeedsNoHorizontalScrolling() {
        browser.size(360, 740);
        admin.arrive();
        browser.screenshot("narrow-login");
        assertFitsTheWidth();
        busy();
        admin.enter(Tokens.ADMIN_PASSWORD);
        for (String view : List.of("overview", "rooms", "clients")) {
            admin.openView(view);
            admin.until(d -> !admin.element("view").getText().isEmpty());
            assertFitsTheWidth();
            browser.screenshot("narrow-admin-" + view);
        }
        admin.follow("carol");
        admin.until(d -> !admin.under("Known by").isEmpty());
        assertFitsTheWidth();
        browser.screenshot("narrow-admin-client");
    }

    @Test
    void lightAndDarkFollowTheSystem() {
        busy();
        admin.enter(Tokens.ADMIN_PASSWORD);
        admin.until(d -> !admin.under("Messages in").equals("–"));
        for (String view : List.of("overview", "rooms", "clients")) {
            admin.openView(view);
            admin.until(d -> !admin.element("view").getText().isEmpty());
            browser.colors("light");
            browser.screenshot("admin-" + view + "-light");
            browser.colors("dark");
            browser.screenshot("admin-" + view + "-dark");
        }
        assertThat(admin.script("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(21, 24, 27)");
        admin.openView("rooms");
        admin.follow("lobby");
        admin.until(d -> !admin.line("carol").isEmpty());
        browser.screenshot("admin-room-dark");
        admin.follow("carol");
        admin.until(d -> !admin.under("Known by").isEmpty());
        browser.screenshot("admin-client-dark");
    }

    /** Some clients in some rooms, with names that are long. */
    private void busy() {
        WireClient carol =
                connect("Authorization: Bearer " + Tokens.token("carol", "EDITOR", "USER"));
        join(join(carol, "/topic/chat/lobby"), "/topic/chat/deploys");
        for (String room : List.of("Kaffee & Kuchen", "a", "b", "c", "team/7/general")) {
            join(carol, "/topic/chat/" + room);
        }
        join(
                connect("Authorization: Bearer " + Tokens.token("a-user-of-" + "x".repeat(60))),
                "/topic/chat/lobby");
        join(connect(), "/topic/" + "a-rather-long-name-of-a-room".repeat(4));
        for (int i = 0; i < 5; i++) {
            join(connect(), "/topic/chat/lobby");
        }
    }

    private void assertFitsTheWidth() {
        // A scroll bar for the height is not in the way of the width.
        assertThat(
                        admin.script(
                                "return document.documentElement.scrollWidth"
                                        + " <= document.documentElement.clientWidth"))
                .isEqualTo(true);
        assertThat(
                        admin.script(
                                "return [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()"
                                        + " && !e.matches('.unseen') && e.getBoundingClientRect().right > 360)"
                                        + ".map(e => e.outerHTML.slice(0, 80))"))
                .isEqualTo(List.of());
    }
}
