package io.hubbub.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.messaging.simp.SimpMessagingTemplate;

/** The chat page: rooms and their messages, the connection, the keyboard, and screen sizes. */
class ChatPageTest extends TwoBrowsers {

    @Autowired private SimpMessagingTemplate messaging;

    @Test
    void textGoesBothWaysUnderTheNamesThatPeopleChose() {
        alice.enter(page(), "Alice", "both ways");
        bob.enter(page(), "Bob", "both ways");

        alice.say("Hello, who is here?");
        bob.awaitText("Hello, who is here?");
        bob.say("Me. Grüße aus 東京!");
        alice.awaitText("Me. Grüße aus 東京!");

        assertThat(alice.texts()).containsExactly("Hello, who is here?", "Me. Grüße aus 東京!");
        assertThat(bob.texts()).isEqualTo(alice.texts());
        assertThat(alice.speakers()).containsExactly("Alice you", "Bob");
        assertThat(bob.speakers()).containsExactly("Alice", "Bob you");
    }

    @Test
    void aRoomMadeByOneIsJoinedByTheOtherWhateverItsName() {
        String room = "Käse: 10% & mehr/東京 \\o";
        alice.enter(page(), "Alice", "before");
        alice.join(room);
        bob.enter(page(), "Bob", room);

        bob.say("found it");

        alice.awaitText("found it");
    }

    @Test
    void aRoomsAddressLeadsIntoTheRoom() {
        alice.enter(page(), "Alice", "über uns");
        String address = alice.browser().driver().getCurrentUrl();
        bob.browser().visit(address);
        assertThat(bob.element("welcome-room").getDomProperty("value")).isEqualTo("über uns");
        bob.element("welcome-room").submit();
        bob.awaitJoined("über uns");

        bob.say("came by the address");

        alice.awaitText("came by the address");
        assertThat(alice.speakers()).containsExactly(bob.user());
    }

    @Test
    void htmlIsTextAndRunsNothing() {
        String html = "<img src=x onerror=\"window.broken=1\"><script>window.broken=1</script>";
        alice.enter(page(), "<b>A</b>", "<i>html</i>");
        bob.enter(page(), "Bob", "<i>html</i>");

        alice.say(html);

        bob.awaitText(html);
        for (ChatWindow window : List.of(alice, bob)) {
            assertThat(window.script("return window.broken === undefined")).isEqualTo(true);
            assertThat(
                            window.script(
                                    "return document.querySelectorAll('#chat img, #chat b, #chat i, #chat script').length"))
                    .isEqualTo(0L);
        }
        assertThat(bob.speakers()).containsExactly("<b>A</b>");
    }

    @Test
    void aMessageInAnotherRoomIsNotSeen() {
        alice.enter(page(), "Alice", "shared");
        bob.enter(page(), "Bob", "shared");
        bob.join("only Bob's");

        bob.say("for myself");
        bob.openRoom("shared");
        bob.say("for both"); // comes after, so that where it is, "for myself" would be

        alice.awaitText("for both");
        assertThat(alice.texts()).containsExactly("for both");
        assertThat(alice.labels()).containsExactly("shared");
    }

    @Test
    void whatIsSaidInARoomThatIsNotShownIsCountedAndWaits() {
        alice.enter(page(), "Alice", "first");
        alice.join("second");
        bob.enter(page(), "Bob", "first");

        bob.say("one");
        bob.say("two");

        alice.awaitUnread("first", 2);
        assertThat(alice.texts()).isEmpty();
        alice.openRoom("first");
        assertThat(alice.texts()).containsExactly("one", "two");
        assertThat(alice.labels()).containsExactly("first", "second");
    }

    @Test
    void aRoomThatIsLeftIsHeardNoMoreUntilItIsJoinedAgain() {
        alice.enter(page(), "Alice", "staying");
        alice.join("leaving");
        bob.enter(page(), "Bob", "leaving");
        bob.join("staying");

        alice.part("leave").click();
        alice.awaitJoined("staying");
        alice.say("gone"); // has a receipt after the one that leaves
        bob.openRoom("leaving");
        bob.say("are you there?");
        bob.openRoom("staying");
        bob.say("no");

        alice.awaitText("no");
        assertThat(alice.labels()).containsExactly("staying");
        alice.join("leaving"); // is a join of its own, and hears once
        bob.openRoom("leaving");
        bob.say("welcome back");
        alice.awaitText("welcome back");
        assertThat(alice.texts()).containsExactly("are you there?", "welcome back");
    }

    @Test
    void afterAServerSideCloseThePageIsBackInItsRooms() {
        alice.enter(page(), "Alice", "one");
        alice.join("two");
        bob.enter(page(), "Bob", "one");
        alice.say("before");

        serverSide.closeAll(ErrorCode.SHUTTING_DOWN);

        awaitBack(alice);
        awaitBack(bob);
        bob.say("after");
        alice.awaitUnread("one", 1);
        assertThat(alice.texts()).containsExactly("before");
        alice.openRoom("one");
        assertThat(alice.texts()).containsExactly("after");
    }

    @Test
    void aCloseThatSaysDoNotComeBackIsShownAndLeftToTheUser() {
        alice.enter(page(), "Alice", "final");

        serverSide.closeAll(ErrorCode.DISCONNECTED);

        alice.awaitLink("Disconnected by the server");
        assertThat(alice.element("problem-text").getText())
                .isEqualTo("The server disconnected you (disconnected)");
        // Bob comes back twice, which is longer than any page waits before its first try.
        bob.enter(page(), "Bob", "final");
        serverSide.closeAll(ErrorCode.SHUTTING_DOWN);
        awaitBack(bob);
        serverSide.closeAll(ErrorCode.SHUTTING_DOWN);
        awaitBack(bob);
        assertThat(alice.element("link").getText()).isEqualTo("Disconnected by the server");
        alice.element("reconnect").click();
        alice.awaitLink("Connected");
        alice.awaitJoined("final");
    }

    @Test
    void whatWasNotConfirmedIsSentAgainByItselfAndOnce() {
        alice.enter(page(), "Alice", "unsure");
        bob.enter(page(), "Bob", "unsure");
        serverSide.hold();
        alice.field().sendKeys("into the void", Keys.ENTER, "and after it", Keys.ENTER);
        alice.until(d -> alice.unconfirmed().equals(List.of("into the void", "and after it")));

        serverSide.closeAll(ErrorCode.SHUTTING_DOWN);
        serverSide.release();

        alice.awaitText("and after it");
        bob.awaitText("and after it");
        alice.until(d -> alice.unconfirmed().isEmpty());
        assertThat(alice.texts()).containsExactly("into the void", "and after it");
        assertThat(bob.texts()).isEqualTo(alice.texts());
    }

    @Test
    void whatWasNotConfirmedInPrivateStaysAndCanBeSentAgain() {
        alice.browser().size(1000, 560);
        alice.enter(page(), "Alice", "unsure in private");
        bob.enter(page(), "Bob", "unsure in private");
        alice.writeTo("Bob");
        serverSide.hold();
        alice.field().sendKeys("into the void", Keys.ENTER);
        alice.until(d -> alice.unconfirmed().contains("into the void"));

        serverSide.closeAll(ErrorCode.SHUTTING_DOWN);
        serverSide.release();

        alice.until(d ->
                alice.fates()
                        .equals(
                                List.of(
                                        "Perhaps not sent: the connection was lost before the"
                                                + " server confirmed it.")));
        awaitBack(alice);
        awaitBack(bob);
        alice.browser().screenshot("unconfirmed");
        alice.until(d -> alice.canSend());
        alice.click("Send again");
        bob.awaitPrivateUnread("Alice", 1);
        alice.awaitText("into the void");
        assertThat(alice.unconfirmed()).isEmpty();
    }

    @Test
    void whatWasRefusedStaysWithTheReasonAndCanBeDiscarded() {
        alice.enter(page(), "Alice", "refused");
        serverSide.refuse(true);

        alice.field().sendKeys("may I?", Keys.ENTER);

        alice.until(d -> alice.fates().equals(List.of("Not sent. You are not allowed to do this")));
        serverSide.refuse(false);
        assertThat(alice.unconfirmed()).containsExactly("may I?");
        alice.click("Discard");
        alice.until(d -> alice.unconfirmed().isEmpty());
        alice.say("then this");
        assertThat(alice.texts()).containsExactly("then this");
    }

    @Test
    void aReloadedPageKnowsItsNameAndRooms() {
        alice.enter(page(), "Alice", "kept");
        alice.join("also kept");
        bob.enter(page(), "Bob", "kept");

        alice.browser().driver().navigate().refresh();
        alice.awaitJoined("also kept");
        alice.openRoom("kept");
        alice.say("still me");

        bob.awaitText("still me");
        assertThat(bob.speakers()).containsExactly("Alice");
    }

    @Test
    void anErrorOfTheServerIsShownInItsOwnWords() {
        alice.enter(page(), "Alice", "errors"); // a room of that name is not in the way

        messaging.convertAndSendToUser(
                alice.user(),
                "/queue/errors",
                Map.of("code", "not-allowed", "message", "That is <not> for guests."));

        alice.until(d -> alice.element("problem").isDisplayed());
        assertThat(alice.element("problem-text").getText())
                .isEqualTo("That is <not> for guests. (not-allowed)");
        alice.element("problem-close").click();
        alice.until(d -> !alice.element("problem").isDisplayed());
    }

    @Test
    void aRoomNameThatCannotBeIsRefusedAtTheFieldWithTheReason() {
        alice.enter(page(), "Alice", "names");

        alice.write("join-room", "ü".repeat(101));
        alice.press(Keys.ENTER);

        alice.until(d -> !alice.element("join-room-problem").getText().isEmpty());
        assertThat(alice.element("join-room-problem").getText())
                .isEqualTo("This name is too long: 202 of at most 200 bytes.");
        assertThat(alice.labels()).containsExactly("names");
        alice.join("ü".repeat(100));
    }

    @Test
    void theKeyboardAloneJoinsSendsAndChangesRooms() {
        alice.browser().visit(page());
        alice.until(d -> "welcome-name".equals(alice.focused().getDomAttribute("id")));
        alice.press("Alice", Keys.TAB);
        alice.press(Keys.chord(Keys.CONTROL, "a"), "keys", Keys.ENTER);
        alice.awaitJoined("keys");
        alice.press("typed", Keys.chord(Keys.SHIFT, Keys.ENTER), "without a mouse", Keys.ENTER);
        alice.awaitText("typed\nwithout a mouse");

        alice.tabTo("#join-room", Keys.chord(Keys.SHIFT, Keys.TAB));
        alice.press("more keys", Keys.ENTER);
        alice.awaitJoined("more keys");
        assertThat(alice.focused()).isEqualTo(alice.field());
        alice.tabTo("[aria-label='more keys']", Keys.chord(Keys.SHIFT, Keys.TAB));
        alice.press(Keys.ARROW_UP);
        alice.press(Keys.ENTER);

        alice.awaitJoined("keys");
        alice.press("back", Keys.ENTER);
        alice.awaitText("back");
        alice.press(Keys.chord(Keys.ALT, Keys.ARROW_DOWN));
        alice.awaitJoined("more keys");
        alice.press(Keys.chord(Keys.ALT, Keys.ARROW_UP));
        alice.awaitJoined("keys");
    }

    @Test
    void theKeysAreExplainedAndEscClosesWhatLiesOnTop() {
        alice.enter(page(), "Alice", "esc");
        alice.tabTo("#keys-open", Keys.chord(Keys.SHIFT, Keys.TAB));
        alice.press(Keys.ENTER);
        assertThat(alice.element("keys").isDisplayed()).isTrue();
        alice.browser().screenshot("keys");
        alice.press(Keys.ESCAPE);
        assertThat(alice.element("keys").isDisplayed()).isFalse();

        WebElement toggle = alice.part("people-toggle");
        alice.tabTo(".column.active .people-toggle", Keys.TAB);
        String before = toggle.getDomAttribute("aria-expanded");
        alice.press(Keys.ENTER);
        assertThat(toggle.getDomAttribute("aria-expanded")).isNotEqualTo(before);
        alice.press(Keys.ENTER);
        alice.browser().size(360, 740);
        alice.until(d -> "false".equals(toggle.getDomAttribute("aria-expanded")));
        toggle.click();
        alice.until(d -> alice.part("people").isDisplayed());
        alice.press(Keys.TAB, Keys.ESCAPE);
        assertThat(alice.part("people").isDisplayed()).isFalse();
        assertThat(alice.focused()).isEqualTo(toggle);
    }

    @Test
    void aPhoneOf360PixelsNeedsNoHorizontalScrolling() {
        alice.browser().size(360, 740);
        alice.browser().visit(page());
        assertFitsTheWidth();
        alice.browser().screenshot("narrow-welcome");
        alice.enter(
                page(),
                "Alice-with-as-long-a-name-as-there-can-be",
                "a room with a rather long name/and a part that does not break");
        bob.enter(page(), "Bob", "a room with a rather long name/and a part that does not break");
        bob.say("https://example.org/" + "an-address-without-a-space/".repeat(8));
        bob.say("And a line of plain words that has to be broken at a width like this one.");
        alice.say("x".repeat(300));
        assertFitsTheWidth();
        alice.browser().screenshot("narrow-long");

        alice.element("rooms-toggle").click();
        assertThat(alice.element("join-room").isDisplayed()).isTrue();
        assertFitsTheWidth();
        alice.browser().screenshot("narrow-rooms");
        alice.join("lobby");
        assertThat(alice.element("join-room").isDisplayed()).isFalse();
    }

    @Test
    void lightAndDarkFollowTheSystem() {
        alice.browser().visit(page());
        alice.browser().screenshot("welcome-light");
        alice.enter(page(), "Ada", "lobby");
        bob.enter(page(), "Grace", "lobby");
        alice.join("deploys");
        alice.join("Kaffee & Kuchen");
        alice.openRoom("lobby");
        alice.say("Morning! Is the new build up?");
        bob.say("Since ten past. I am on it from my phone as well.");
        bob.say("The rest is in deploys.");
        alice.awaitText("The rest is in deploys.");
        alice.say("Lovely. Restarting the service now, tell me if you notice.");
        bob.say("The dot blinked, and I was back in every room.");
        bob.join("deploys");
        bob.say("Build 214 is out.");
        bob.say("No complaints so far.");
        alice.awaitUnread("deploys", 2);
        alice.awaitText("The dot blinked, and I was back in every room.");

        alice.browser().screenshot("light");
        assertThat(background()).isEqualTo("rgb(255, 255, 255)");
        alice.browser().colors("dark");
        assertThat(background()).isEqualTo("rgb(21, 24, 27)");
        alice.browser().screenshot("dark");
        alice.browser().size(360, 740);
        alice.browser().screenshot("narrow-dark");
        alice.browser().colors("light");
        alice.browser().screenshot("narrow");
        alice.part("people-toggle").click();
        alice.browser().screenshot("narrow-people");
        alice.part("people-toggle").click();

        alice.browser().size(1400, 640);
        alice.openRoom("deploys");
        alice.say("Then I call it done.");
        alice.openRoom("lobby");
        bob.writeTo("Ada");
        bob.say("Lunch at one?");
        alice.openPrivate("Grace");
        alice.say("Gladly. The usual place");
        bob.openRoom("deploys");
        bob.field().sendKeys("Shall I tag it");
        alice.browser().screenshot("side-by-side");
        alice.browser().colors("dark");
        alice.browser().screenshot("side-by-side-dark");
    }

    private Object background() {
        return alice.script("return getComputedStyle(document.body).backgroundColor");
    }

    private void assertFitsTheWidth() {
        assertThat(alice.script("return document.documentElement.scrollWidth")).isEqualTo(360L);
        assertThat(
                        alice.script(
                                "return [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()"
                                        + " && !e.matches('.unseen, .head, .head *') && e.getBoundingClientRect().right > 360)"
                                        + ".map(e => e.outerHTML.slice(0, 80))"))
                .isEqualTo(List.of());
    }
}
