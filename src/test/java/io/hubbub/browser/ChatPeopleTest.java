package io.hubbub.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.broadcast.Broadcast;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;

/** The chat page: who is in a room, their names, who is typing, and private messages. */
class ChatPeopleTest extends TwoBrowsers {

    @Autowired private Broadcast broadcast;

    private static String shortId(ChatWindow window) {
        String user = window.user();
        return "#" + user.substring(user.length() - 4);
    }

    private void bothIn(String room) {
        alice.browser().size(1000, 560);
        alice.enter(page(), "Alice", room);
        bob.enter(page(), "Bob", room);
    }

    @Test
    void whoComesAndGoesIsNotedAndTheListIsLive() {
        bothIn("live");
        alice.awaitPeople("Alice", "Bob");
        alice.awaitNote("Bob joined");
        assertThat(alice.part("people-toggle").getText()).isEqualTo("2 people");

        bob.rename("Robert");
        alice.awaitPeople("Alice", "Robert");
        alice.awaitNote("Bob joined · Bob is now Robert"); // one line while nobody says a word
        bob.say("hello");
        alice.awaitText("hello");
        assertThat(alice.speakers()).containsExactly("Robert");

        bob.part("leave").click();
        alice.awaitPeople("Alice");
        alice.awaitNote("Robert left");
        assertThat(alice.part("people-toggle").getText()).isEqualTo("1 person");
    }

    @Test
    void aListThatMissedANoteIsAskedForAgain() {
        bothIn("stale");
        alice.awaitPeople("Alice", "Bob");
        String client = serverSide.client(bob.user());
        Object there = Map.of("client", client, "user", bob.user(), "name", "Bob", "guest", true);

        // As if Bob's coming back after this had been dropped: there are two all the same.
        broadcast.in("chat").to("stale").event("left", Map.of("person", there, "people", 2));

        alice.awaitNote("Bob joined · Bob left");
        alice.awaitPeople("Alice", "Bob");
    }

    @Test
    void whoSharesANameIsToldApart() {
        alice.browser().size(1000, 560);
        alice.enter(page(), "Alice", "same");
        bob.enter(page(), "ALICE", "same");

        alice.awaitPeople("Alice " + shortId(alice), "ALICE " + shortId(bob));
        bob.say("it is me");
        alice.awaitText("it is me");
        assertThat(alice.speakers()).containsExactly("ALICE " + shortId(bob));
    }

    @Test
    void aNameThatCannotBeIsRefusedInWordsAndTheOldOneStays() {
        bothIn("refused names");
        bob.rename("guest-of-honour");

        bob.until(d -> bob.element("problem").isDisplayed());
        assertThat(bob.element("problem-text").getText())
                .isEqualTo(
                        "You can’t have this name. Only the server gives names that begin with guest-.");
        bob.element("problem-close").click();
        bob.rename("Carol");
        bob.until(d -> bob.element("problem-text").getText().contains("looks like a user"));
        assertThat(bob.element("problem-text").getText())
                .isEqualTo(
                        "You can’t have this name. This name belongs to a user or looks like a user's name.");
        bob.say("still Bob");
        alice.awaitText("still Bob");
        assertThat(alice.speakers()).containsExactly("Bob");
        assertThat(bob.speakers()).containsExactly("Bob you");
    }

    @Test
    void aNoteThatAMemberMadeUpIsNotOne() {
        bothIn("forged");
        alice.awaitPeople("Alice", "Bob");

        bob.script(
                """
                window.forger = new StompJs.Client({ brokerURL: 'ws://' + location.host + '/ws', onConnect: () => {
                  forger.subscribe('/topic/chat/forged', () => {}, { receipt: 'in' });
                  const body = JSON.stringify({ person: { client: 'x', user: 'admin', name: 'Eve', guest: false }, people: 3 });
                  forger.publish({ destination: '/topic/chat/forged', headers: { event: 'joined' }, body });
                  forger.publish({ destination: '/topic/chat/forged', headers: { 'x-name': 'Bob' }, body: 'I am Bob' });
                } });
                forger.activate();
                return true;
                """);

        alice.awaitText("I am Bob");
        assertThat(alice.notes()).containsExactly("Bob joined");
        assertThat(alice.speakers()).singleElement().asString().startsWith("guest-");
        bob.script("forger.deactivate(); return true;");
    }

    @Test
    void whatTheServerItselfSaysIsMarkedSo() {
        bothIn("server");
        broadcast.in("chat").to("server").send("Maintenance at noon");
        alice.awaitText("Maintenance at noon");
        assertThat(alice.speakers()).containsExactly("Hubbub ✓");
    }

    @Test
    void whoLoggedInHasThatNameAndAMarkUntilLoggingOut() {
        alice.browser().size(1000, 560);
        alice.enter(page(), "Alice", "marked");
        bob.browser().visit(page() + "login");
        bob.browser().driver().findElement(By.name("name")).sendKeys("carol");
        bob.browser().driver().findElement(By.name("password")).sendKeys("a-password", Keys.ENTER);
        bob.until(d -> "carol".equals(bob.element("welcome-name").getDomProperty("value")));
        bob.write("welcome-room", "marked");
        bob.element("welcome-room").submit();
        bob.awaitJoined("marked");

        alice.awaitPeople("Alice", "carol ✓");
        bob.say("it is me");
        alice.awaitText("it is me");
        assertThat(alice.speakers()).containsExactly("carol ✓");
        assertThat(bob.element("name").getDomProperty("readOnly")).isEqualTo("true");
        bob.browser().screenshot("logged-in");

        bob.element("logout").submit();
        alice.awaitNote("carol left");
    }

    @Test
    void whoIsTypingIsShownToOthersAndGoesByItself() {
        bothIn("typing");
        bob.field().sendKeys("I w");
        alice.awaitTyping("Bob is typing…");
        assertThat(bob.typing()).isEmpty();
        alice.browser().screenshot("typing");

        alice.awaitTyping(""); // as nothing more is typed

        bob.field().sendKeys("as here", Keys.ENTER);
        alice.awaitText("I was here");
        assertThat(alice.typing()).isEmpty();
    }

    @Test
    void aPrivateMessageGoesBothWaysAndNowhereElse() {
        bothIn("lounge");
        alice.writeTo("Bob");
        alice.say("just for you");
        bob.awaitPrivateUnread("Alice", 1);
        assertThat(bob.browser().driver().getTitle()).isEqualTo("(1) lounge · Hubbub");
        assertThat(bob.title()).isEqualTo("lounge"); // it does not take over
        assertThat(bob.texts()).isEmpty();

        bob.openPrivate("Alice");
        bob.awaitText("just for you");
        assertThat(bob.privateLabels()).containsExactly("Alice, private");
        assertThat(bob.part("about").getText())
                .isEqualTo("Only you and Alice (" + shortId(alice) + ") read this");
        bob.say("<b>thanks</b>");
        alice.awaitText("<b>thanks</b>");
        assertThat(alice.speakers()).containsExactly("Alice you", "Bob");
        alice.browser().screenshot("private");

        alice.part("leave").click(); // closes it, until there is more
        alice.awaitJoined("lounge");
        assertThat(alice.privateLabels()).isEmpty();
        bob.say("one more thing");
        alice.awaitPrivateUnread("Bob", 1);
    }

    @Test
    void aPrivateMessageToWhoIsGoneStaysWithTheReason() {
        bothIn("gone");
        alice.writeTo("Bob");
        bob.browser().driver().get("about:blank");

        alice.until(d -> !alice.unconfirmed().isEmpty() || say("are you there?"));

        alice.until(d -> !alice.fates().isEmpty());
        alice.until(d -> alice.fates().contains("Not sent. This person has left"));
    }

    /** Sends without waiting for what becomes of it. */
    private static boolean say(String text) {
        alice.field().sendKeys(text, Keys.ENTER);
        return false;
    }

    @Test
    void thePeopleOfARoomAreReachedByTheKeyboardAlone() {
        bothIn("keys to people");
        alice.awaitPeople("Alice", "Bob");
        alice.tabTo(".people button", Keys.chord(Keys.SHIFT, Keys.TAB));
        alice.press(Keys.ENTER);
        alice.until(d -> alice.title().equals("Bob"));
        assertThat(alice.focused()).isEqualTo(alice.field());
        alice.press("hello", Keys.ENTER);
        bob.awaitPrivateUnread("Alice", 1);
    }

    @Test
    void anAddressIsALinkThatKeepsItsDistance() {
        bothIn("links");
        bob.say("see (https://example.org/a_(b)?q=1), javascript:alert(1) and <a href=x>");
        alice.awaitText("see (https://example.org/a_(b)?q=1), javascript:alert(1) and <a href=x>");
        assertThat(
                        alice.script(
                                "return [...document.querySelectorAll('.text a')].map(a => [a.href, a.rel, a.target])"))
                .isEqualTo(
                        List.of(
                                List.of(
                                        "https://example.org/a_(b)?q=1",
                                        "noopener noreferrer",
                                        "_blank")));
    }

    @Test
    void roomsThatOthersMadeAreOfferedHere() {
        alice.enter(page(), "Alice", "offered");
        bob.browser().visit(page());
        bob.until(d -> bob.element("suggestions").getText().contains("offered"));
        bob.browser().screenshot("welcome-rooms");
        bob.click("offered");
        bob.awaitJoined("offered");
        alice.join("offered too");
        bob.element("join-room").click();
        bob.until(d -> bob.element("more").getText().contains("offered too"));
        bob.click("offered too");
        bob.awaitJoined("offered too");
        bob.until(d -> !bob.element("more").isDisplayed());
    }

    @Test
    void whereThereIsRoomConversationsStandSideBySide() {
        alice.browser().size(1500, 620);
        alice.enter(page(), "Alice", "left");
        bob.enter(page(), "Bob", "left");
        alice.join("middle");
        alice.join("right");
        assertThat(alice.columns()).containsExactly("left", "middle", "right");
        bob.say("seen at once");
        alice.openRoom("left");
        alice.awaitText("seen at once");
        assertThat(alice.labels()).containsExactly("left", "middle", "right");

        alice.join("fourth"); // takes the place of the one that was used least lately
        assertThat(alice.columns()).containsExactly("left", "right", "fourth");
        alice.element("beside").click();
        alice.until(d -> alice.columns().equals(List.of("fourth")));
        bob.say("not seen");
        alice.awaitUnread("left", 1);
        alice.element("beside").click();
        alice.until(d -> alice.columns().size() == 3);
        assertThat(alice.labels()).contains("left");
        alice.browser().size(360, 740);
        alice.until(d -> alice.columns().equals(List.of("fourth")));
    }

    @Test
    void whatWasTypedAndNotSentOutlivesAReload() {
        alice.enter(page(), "Alice", "drafts");
        serverSide.hold();
        alice.field().sendKeys("not confirmed", Keys.ENTER);
        alice.until(d -> alice.unconfirmed().contains("not confirmed"));
        alice.field().sendKeys("half a sen");

        alice.browser().driver().navigate().refresh();

        alice.until(d -> alice.unconfirmed().contains("not confirmed"));
        assertThat(alice.fates())
                .containsExactly(
                        "Perhaps not sent: the page was closed before the server confirmed it.");
        assertThat(alice.field().getDomProperty("value")).isEqualTo("half a sen");

        serverSide.refuse(true); // what the old page sent and the server did not read yet
        serverSide.release();
        alice.awaitJoined("drafts");
        assertThat(alice.unconfirmed()).containsExactly("not confirmed");
        assertThat(alice.texts()).isEmpty();
    }
}
