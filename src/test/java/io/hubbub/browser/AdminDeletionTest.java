package io.hubbub.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** The administrator deletes rooms in a real browser; server and settings are AdminPageTest's. */
@SpringBootTest(
        classes = HubbubApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "hubbub.security.users.alice.password=wonderland",
            "hubbub.security.jwt.secret=" + Tokens.SECRET
        })
@Import(ServerSide.class)
class AdminDeletionTest {

    private static Chromium browser;

    private final int port;
    private final AdminWindow admin;
    private final List<WireClient> clients = new ArrayList<>();

    @Autowired
    AdminDeletionTest(@LocalServerPort int port) {
        this.port = port;
        this.admin = new AdminWindow(browser, "http://localhost:" + port + "/");
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
        browser.network(true);
    }

    @AfterEach
    void noErrorsOnTheConsole() {
        clients.forEach(WireClient::close);
        assertThat(browser.errors()).isEmpty();
    }

    /**
     * Somebody who is in a room, its name as it stands in a frame, and has said something there.
     */
    private WireClient speaker(String room) {
        WireClient client = WireClient.open(port, "/ws");
        clients.add(client);
        client.connect("1.2", "0,0");
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/" + room + "\nreceipt:in\n\n\0");
        client.expectReceipt("in");
        client.send("SEND\ndestination:/topic/" + room + "\necho:false\nreceipt:said\n\nx\0");
        return client.expectReceipt("said");
    }

    /** How many messages a room keeps. */
    private int kept(String room) {
        WireClient client = WireClient.open(port, "/ws");
        clients.add(client);
        client.connect("1.2", "0,0");
        client.send(
                "SUBSCRIBE\nid:0\ndestination:/topic/" + room + "\nhistory:100\nreceipt:in\n\n\0");
        int missed = Integer.parseInt(String.valueOf(client.receipt("in").header("missed")));
        client.close();
        return missed;
    }

    private void enterRooms() {
        admin.enter(Tokens.ADMIN_PASSWORD);
        admin.openView("rooms");
        admin.awaitTitle("Rooms");
    }

    @Test
    void theKeyboardAloneDeletesARoomAfterAQuestionThatNamesIt() {
        speaker("chat/doomed");
        enterRooms();
        admin.awaitLine("doomed");

        admin.tabToNamed("Delete chat/doomed");
        admin.press(Keys.ENTER);
        admin.awaitDialog(true);
        WebElement dialog = admin.element("deletion");
        assertThat(dialog.getAriaRole()).isEqualTo("alertdialog");
        assertThat(dialog.getAccessibleName()).isEqualTo("Delete chat/doomed?");
        assertThat(admin.element("deletion-text").getText())
                .contains("gone for good", "Members stay");
        assertThat(admin.focused().getAccessibleName()).isEqualTo("Cancel");

        admin.press(Keys.ESCAPE);
        admin.awaitDialog(false);
        admin.awaitFocused("Delete chat/doomed");
        admin.press(Keys.ENTER);
        admin.awaitDialog(true);
        admin.press(Keys.ENTER); // on Cancel
        admin.awaitDialog(false);
        assertThat(kept("chat/doomed")).isEqualTo(1);

        admin.awaitFocused("Delete chat/doomed");
        admin.press(Keys.ENTER);
        admin.awaitDialog(true);
        admin.press(Keys.TAB, Keys.ENTER);

        admin.awaitDialog(false);
        admin.awaitText("notice", "What was said in chat/doomed is deleted.");
        admin.awaitFocused("Delete chat/doomed");
        assertThat(kept("chat/doomed")).isEqualTo(0);
        admin.awaitLine("doomed", "1");
    }

    @Test
    void aRoomThatNobodyIsInIsDeletedByItsNameWhateverThatIs() {
        speaker("chat/50% off; a\\\\b/ü & c").close();
        enterRooms();

        admin.tabTo("by-name");
        admin.press(Keys.ENTER);
        admin.press(Keys.TAB);
        assertThat(admin.focused().getAccessibleName()).isEqualTo("Namespace");
        admin.press("chat", Keys.TAB);
        assertThat(admin.focused().getAccessibleName()).isEqualTo("Room");
        admin.press("50% off; a\\b/ü & c", Keys.ENTER);
        admin.awaitDialog(true);
        assertThat(admin.element("deletion").getAccessibleName())
                .isEqualTo("Delete chat/50% off; a\\b/ü & c?");
        admin.press(Keys.TAB, Keys.ENTER);

        admin.awaitText("notice", "What was said in chat/50% off; a\\b/ü & c is deleted.");
        admin.awaitFocused("Room");
        assertThat(kept("chat/50% off; a\\\\b/ü & c")).isEqualTo(0);
    }

    @Test
    void aRoomThatNobodyIsInIsFoundByWhatItKeepsAndDeleted() {
        speaker("chat/forgotten").close();
        admin.enter(Tokens.ADMIN_PASSWORD);
        admin.openView("kept");
        admin.awaitTitle("Kept in chat");
        admin.awaitLine("forgotten", "bytes", "1");
        browser.screenshot("admin-kept");

        admin.askToDelete("chat/forgotten");
        admin.element("deletion-go").click();
        admin.awaitDialog(false);
        admin.awaitText("notice", "What was said in chat/forgotten is deleted.");
        admin.awaitNoLine("forgotten");
        browser.size(360, 740);
        assertNothingIsCutOff();

        admin.element("kept-namespace").clear();
        admin.element("kept-namespace").sendKeys("main", Keys.ENTER);
        admin.awaitTitle("Kept in main");
        admin.awaitText("showing", "0 rooms");
    }

    @Test
    void theFocusOfALineThatIsGoneGoesToTheView() {
        WireClient last = speaker("chat/leaving");
        enterRooms();
        admin.askToDelete("chat/leaving");
        last.close();
        admin.awaitNoLine("leaving");
        admin.element("deletion-go").click();

        admin.awaitText("notice", "What was said in chat/leaving is deleted.");
        admin.until(d -> "main".equals(admin.focused().getDomAttribute("id")));
    }

    @Test
    void whatTheServerWillNotDoIsSaidInWords() {
        speaker("main/kept-by-nobody");
        enterRooms();
        admin.askToDelete("main/kept-by-nobody");
        admin.element("deletion-go").click();
        admin.awaitText(
                "deletion-problem",
                "Nothing is kept in this room, so there was nothing to delete (no-such-destination).");
        browser.screenshot("admin-deletion-refused");
        admin.element("deletion-cancel").click();
        admin.awaitDialog(false);
        admin.awaitFocused("Delete main/kept-by-nobody");

        // The dialog stays open while the page loses its connection and comes back.
        admin.askToDelete("main/kept-by-nobody");
        browser.network(false);
        admin.element("deletion-go").click();
        admin.awaitText(
                "deletion-problem",
                "The server could not be reached: the room may be deleted or not.");
        browser.network(true);
        admin.element("deletion-cancel").click();
        admin.awaitDialog(false);
        assertThat(browser.errors())
                .allMatch(entry -> entry.getMessage().contains("Failed to load resource"));
    }

    @Test
    void theQuestionFitsLightDarkAndAPhone() {
        String longest = "a-rather-long-name-of-a-room".repeat(4);
        speaker("chat/" + longest);
        speaker("chat/Kaffee & Kuchen");
        enterRooms();
        admin.element("by-name").click();
        for (String colors : List.of("light", "dark")) {
            browser.colors(colors);
            browser.screenshot("admin-deletion-rooms-" + colors);
            admin.askToDelete("chat/Kaffee & Kuchen");
            browser.screenshot("admin-deletion-" + colors);
            admin.press(Keys.ESCAPE);
            admin.awaitDialog(false);
        }
        browser.size(360, 740);
        admin.script("scrollTo(0, 0); return true");
        browser.screenshot("narrow-admin-deletion-rooms");
        assertNothingIsCutOff();
        admin.askToDelete("chat/" + longest);
        browser.screenshot("narrow-admin-deletion");
        assertNothingIsCutOff();
        admin.press(Keys.ESCAPE);
        admin.awaitDialog(false);

        browser.size(360, 560);
        admin.script("scrollTo(0, document.documentElement.scrollHeight); return true");
        admin.askToDelete("chat/" + longest);
        admin.element("deletion-go").click();
        admin.until(d -> admin.element("notice").getText().contains(longest));
        assertThat(admin.script("return scrollY > 100")).as("far down").isEqualTo(true);
        assertThat(
                        admin.script(
                                "return document.getElementById('notice').getBoundingClientRect().top"
                                        + " >= document.querySelector('.bar').getBoundingClientRect().bottom - 2"))
                .isEqualTo(true);
        browser.screenshot("narrow-admin-deleted");
        assertNothingIsCutOff();
    }

    private void assertNothingIsCutOff() {
        assertThat(
                        admin.script(
                                "return [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()"
                                        + " && !e.matches('.unseen') && (e.getBoundingClientRect().right > 360"
                                        + " || e.getBoundingClientRect().left < 0))"
                                        + ".map(e => e.outerHTML.slice(0, 80))"))
                .isEqualTo(List.of());
    }
}
