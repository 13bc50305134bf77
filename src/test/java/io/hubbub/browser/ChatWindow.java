package io.hubbub.browser;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The chat page in one browser, in the words of its user. Each step waits until the page shows that
 * it is done.
 */
final class ChatWindow {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Chromium browser;
    private final ChromeDriver driver;

    ChatWindow(Chromium browser) {
        this.browser = browser;
        this.driver = browser.driver();
    }

    Chromium browser() {
        return browser;
    }

    /** Through the welcome into a first room. */
    void enter(String address, String name, String room) {
        browser.visit(address);
        write("welcome-name", name);
        write("welcome-room", room);
        element("welcome-room").submit();
        awaitJoined(room);
    }

    void join(String room) {
        write("join-room", room);
        element("join-room").submit();
        awaitJoined(room);
    }

    void openRoom(String room) {
        until(d -> button(room) != null);
        requireNonNull(button(room)).click();
        awaitJoined(room);
    }

    /** Opens a private conversation with who has this name in the list of people. */
    void writeTo(String name) {
        WebElement toggle = part("people-toggle");
        if ("false".equals(toggle.getDomAttribute("aria-expanded"))) {
            toggle.click();
        }
        until(d -> people().stream().anyMatch(person -> person.startsWith(name)));
        driver.findElement(
                        By.xpath(
                                "//section[contains(@class, 'active')]//aside//button[.//bdi = '"
                                        + name
                                        + "']"))
                .click();
        until(d -> title().equals(name) && canSend());
    }

    void openPrivate(String name) {
        driver.findElement(By.xpath("//ul[@id = 'privates']//button[.//bdi = '" + name + "']"))
                .click();
        until(d -> title().equals(name));
    }

    void rename(String name) {
        element("name").sendKeys(Keys.chord(Keys.CONTROL, "a"), name, Keys.ENTER);
    }

    void say(String text) {
        field().sendKeys(text, Keys.ENTER);
        awaitText(text);
    }

    /** Waits until this room is the active one and the server has confirmed the join. */
    void awaitJoined(String room) {
        until(d -> title().equals(room) && isJoined());
    }

    /** Waits until this is said in the active conversation, by anybody, and confirmed. */
    void awaitText(String text) {
        until(d -> texts().contains(text));
    }

    void awaitUnread(String room, int unread) {
        until(d -> labels().contains(room + ", " + unread + " unread"));
    }

    void awaitLink(String text) {
        until(d -> element("link").getText().equals(text));
    }

    void until(ExpectedCondition<Boolean> condition) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(25)).until(condition);
    }

    void awaitPrivateUnread(String name, int unread) {
        until(d -> privateLabels().contains(name + ", private, " + unread + " unread"));
    }

    void awaitPeople(String... names) {
        until(d -> people().equals(List.of(names)));
    }

    void awaitNote(String note) {
        until(d -> notes().contains(note));
    }

    void awaitTyping(String text) {
        until(d -> typing().equals(text));
    }

    private boolean isJoined() {
        return !driver.findElements(By.cssSelector("#rooms [aria-current]:not(.away)")).isEmpty();
    }

    boolean canSend() {
        return "false".equals(part("send").getDomAttribute("aria-disabled"));
    }

    /** The active conversation's. */
    String title() {
        return part("title").getText();
    }

    /** Where the active conversation is written in. */
    WebElement field() {
        return part("field");
    }

    String typing() {
        return requireNonNull(part("typing").getDomProperty("textContent"));
    }

    /** A part of the active conversation, by its class. */
    WebElement part(String name) {
        return driver.findElement(By.cssSelector(".column.active ." + name));
    }

    /** The titles of the conversations that are seen, from left to right. */
    List<String> columns() {
        return strings(
                "return [...document.querySelectorAll('.column:not([hidden]) .title')].map(e => e.textContent)");
    }

    /** Who is in the active room, as its list has them: name, mark or tag. */
    List<String> people() {
        return all(".people .label", "e => e.textContent");
    }

    /** What is said in the active conversation. */
    List<String> texts() {
        return all(".message:not(.outgoing) .text", "e => e.textContent");
    }

    /**
     * Who said it, as the page has it for each message: the name, then what tells it from others.
     */
    List<String> speakers() {
        return all(
                ".message:not(.outgoing) .who",
                "e => [...e.querySelectorAll('.name, .mark, .tag')].map(e => e.textContent).join(' ')");
    }

    /** Own messages the page still shows as not confirmed by the server. */
    List<String> unconfirmed() {
        return all(".outgoing .text", "e => e.textContent");
    }

    /** What became of them. */
    List<String> fates() {
        return all(".outgoing .fate", "e => e.textContent");
    }

    List<String> notes() {
        return all(".note", "e => e.textContent");
    }

    /** The rooms of the list, as a screen reader says them. */
    List<String> labels() {
        return strings(
                "return [...document.querySelectorAll('#rooms button')].map(e => e.ariaLabel)");
    }

    List<String> privateLabels() {
        return strings(
                "return [...document.querySelectorAll('#privates button')].map(e => e.ariaLabel)");
    }

    /** The guest's name that the server gave. */
    String user() {
        return requireNonNull(element("name").getDomProperty("placeholder"));
    }

    WebElement element(String id) {
        return driver.findElement(By.id(id));
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    void write(String id, String text) {
        WebElement field = element(id);
        until(d -> field.isDisplayed());
        field.clear();
        field.sendKeys(text);
    }

    /** Sends keys to the element that has the focus, as a keyboard does. */
    void press(CharSequence... keys) {
        focused().sendKeys(keys);
    }

    /** Presses the key until the focus is on what the selector finds. */
    void tabTo(String selector, CharSequence key) {
        for (int i = 0; i < 50; i++) {
            if (Boolean.TRUE.equals(
                    driver.executeScript(
                            "return document.activeElement.matches(arguments[0])", selector))) {
                return;
            }
            press(key);
        }
        throw new AssertionError("Tab does not lead to " + selector);
    }

    void click(String label) {
        driver.findElement(By.xpath("//button[text()='" + label + "' or *='" + label + "']"))
                .click();
    }

    Object script(String script) {
        return requireNonNull(driver.executeScript(script));
    }

    private @Nullable WebElement button(String room) {
        return driver.findElements(By.cssSelector("#rooms button")).stream()
                .filter(button -> button.findElement(By.className("label")).getText().equals(room))
                .findFirst()
                .orElse(null);
    }

    /** Of the active conversation. */
    private List<String> all(String selector, String mapping) {
        return strings(
                "return [...document.querySelectorAll('.column.active "
                        + selector.replace(", ", ", .column.active ")
                        + "')].map("
                        + mapping
                        + ")");
    }

    @SuppressWarnings("unchecked") // what the script returns is an array of strings
    private List<String> strings(String script) {
        return (List<String>) script(script);
    }
}
