package io.hubbub.browser;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.message.ErrorCode;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** The chat page shows earlier messages, and messages that were sent while the network was down. */
@TestPropertySource(properties = "hubbub.namespaces.chat.history.size=300")
class ChatHistoryTest extends TwoBrowsers {

    /** So many of a room come at once. */
    private static final int PAGE = 50;

    private static final String LINE =
            """
            const line = [...document.querySelectorAll('.column.active .text')]
              .find((each) => each.textContent === arguments[0]);
            """;

    @Autowired private Broadcast broadcast;

    /** Before a test looks for other errors. */
    private static void networkIsBack() {
        alice.browser().network(true);
        alice.awaitLink("Connected");
        alice.browser().errors(); // of what could not be had meanwhile
    }

    @AfterEach
    void networkIsThere() {
        alice.browser().network(true);
    }

    private void publish(String room, int from, int to) {
        numbered(from, to)
                .forEach(text -> broadcast.in("chat").to(room).publish("message", text).join());
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(n -> "message " + n).toList();
    }

    @Test
    void aReloadKeepsWhatWasSaidAndWhoseItIs() {
        publish("reload", 1, 60);
        alice.enter(page(), "Alice", "reload");
        alice.awaitText("message 60");
        assertThat(alice.texts()).isEqualTo(numbered(11, 60));
        alice.say("and mine");
        alice.join("another");

        alice.browser().driver().navigate().refresh();
        alice.awaitJoined("another");
        alice.openRoom("reload");

        alice.awaitText("and mine");
        assertThat(alice.texts()).isEqualTo(and(numbered(12, 60), "and mine"));
        assertThat(alice.speakers()).last().isEqualTo("Alice you");
        assertThat(alice.labels()).containsExactly("reload", "another");
        alice.until(d -> atEnd());
    }

    @Test
    void whoScrollsUpReadsOlderMessagesUpToTheBeginningAndKeepsThePlace() {
        publish("scroll", 1, 120);
        alice.enter(page(), "Alice", "scroll");
        alice.awaitText("message 120");

        long before = placeAtTheTop("message 71");
        alice.until(d -> alice.texts().size() == 2 * PAGE);
        assertThat(alice.texts()).isEqualTo(numbered(21, 120));
        assertThat(place("message 71")).isBetween(before - 2, before + 2);
        alice.browser().screenshot("history");
        bob.enter(page(), "Bob", "scroll");
        bob.say("new"); // does not take the reader along
        alice.awaitText("new");
        assertThat(place("message 71")).isBetween(before - 2, before + 2);

        before = placeAtTheTop("message 21");
        alice.until(d -> alice.texts().size() == 121);
        assertThat(place("message 21")).isBetween(before - 2, before + 2);
        assertThat(alice.texts()).isEqualTo(and(numbered(1, 120), "new"));
        assertThat(alice.part("older").getText()).isEqualTo("The beginning");
        alice.script("document.querySelector('.column.active .log').scrollTop = 0; return true;");
        alice.browser().screenshot("beginning");
    }

    @Test
    void olderMessagesAreReachedByTheKeyboardAndAskedForAgainWhereTheyDidNotCome() {
        String room = "by keys: 10% & mehr/東京 \\o"; // the address of its history is one as well
        publish(room, 1, 70);
        alice.enter(page(), "Alice", room);
        alice.awaitText("message 70");
        alice.browser().network(false);
        alice.tabTo(".older button", Keys.chord(Keys.SHIFT, Keys.TAB));
        alice.press(Keys.ENTER);
        alice.until(d ->
                alice.part("older").getText().startsWith("Older messages could not be loaded."));
        alice.browser().screenshot("older-failed");

        networkIsBack();
        alice.press(Keys.ENTER);

        alice.until(d -> alice.texts().size() == 70);
        assertThat(alice.texts()).isEqualTo(numbered(1, 70));
    }

    @Test
    void afterADroppedNetworkNothingIsMissingOrDoubled() {
        alice.enter(page(), "Alice", "dropped");
        bob.enter(page(), "Bob", "dropped");
        alice.say("before");
        bob.awaitText("before");
        alice.browser().network(false);
        serverSide.closeAll(ErrorCode.SHUTTING_DOWN);
        awaitBack(bob);
        alice.awaitLink("Reconnecting…");

        bob.say("one");
        alice.field().sendKeys("typed while away", Keys.ENTER, "and more", Keys.ENTER);
        bob.say("two");
        alice.until(d -> alice.unconfirmed().equals(List.of("typed while away", "and more")));
        assertThat(alice.fates())
                .containsExactlyElementsOf(Collections.nCopies(2, "Waiting for the connection…"));
        assertThat(alice.texts()).containsExactly("before");
        alice.browser().screenshot("reconnecting");
        networkIsBack();

        alice.awaitText("and more");
        bob.awaitText("and more");
        bob.say("three");
        alice.awaitText("three");
        List<String> all = List.of("before", "one", "two", "typed while away", "and more", "three");
        assertThat(alice.texts()).isEqualTo(all);
        assertThat(alice.unconfirmed()).isEmpty();
        assertThat(alice.notes()).contains("While you were offline");
        assertThat(bob.texts()).isEqualTo(all);
        alice.browser().screenshot("reconnected");
        alice.browser().driver().navigate().refresh();
        alice.awaitText("three");
        assertThat(alice.texts()).isEqualTo(all);
    }

    @Test
    void whoWasAwayForTooLongIsToldHowManyMessagesAreGone() {
        alice.enter(page(), "Alice", "gap");
        alice.say("before");
        alice.browser().network(false);
        serverSide.closeAll(ErrorCode.SHUTTING_DOWN);
        alice.awaitLink("Reconnecting…");
        publish("gap", 1, 700);
        networkIsBack();

        alice.awaitText("message 700");
        String gone =
                alice.notes().stream()
                        .filter(note -> note.endsWith(" messages are gone"))
                        .findFirst()
                        .orElseThrow();
        int lost = Integer.parseInt(gone.replaceAll("\\D", ""));
        assertThat(lost).isBetween(1, 400);
        assertThat(alice.texts()).isEqualTo(and(List.of("before"), numbered(lost + 1, 700)));
        alice.script(
                "[...document.querySelectorAll('.note')].find(e => e.textContent.endsWith('gone'))"
                        + ".scrollIntoView({ block: 'center' }); return true;");
        alice.browser().screenshot("gap");
    }

    private static List<String> and(List<String> some, String last) {
        return and(some, List.of(last));
    }

    private static List<String> and(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** Scrolls to the message, and says where it stands then. */
    private static long placeAtTheTop(String text) {
        alice.browser().driver().executeScript(LINE + "line.scrollIntoView();", text);
        return place(text);
    }

    private static long place(String text) {
        String script = LINE + "return Math.round(line.getBoundingClientRect().bottom);";
        return (Long) requireNonNull(alice.browser().driver().executeScript(script, text));
    }

    private static boolean atEnd() {
        return (Boolean)
                alice.script(
                        "const log = document.querySelector('.column.active .log');"
                                + " return log.scrollHeight - log.scrollTop - log.clientHeight < 2;");
    }
}
