package io.hubbub.browser;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The chat page in one browser, in the words of who uses it. Each step waits until the page shows
 * that it is done.
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

    void say(String text) {
        element("text").sendKeys(text, Keys.ENTER);
        awaitText(text);
    }

    /** Waits until this room is shown and the server has confirmed the join. */
    void awaitJoined(String room) {
        until(d -> element("room-title").getText().equals(room) && canSend());
    }

    /** Waits until this is said in the room that is shown, by anybody, and confirmed. */
    void awaitText(String text) {
        until(d -> texts().contains(text));
    }

    void awaitUnread(String room, int unread) {
        until(d -> labels().contains(room + ", " + unread + " unread"));
    }

    void awaitLink(String text) {
        until(d -> element("link").getText().equals(text));
    }

    /** Waits until the page says so many times that it is back in the room that is shown. */
    void awaitReturns(int times) {
        until(d -> Collections.frequency(notes(), "Connected again.") == times);
    }

    void until(ExpectedCondition<Boolean> condition) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(25)).until(condition);
    }

    boolean canSend() {
        return "false".equals(element("send").getDomAttribute("aria-disabled"));
    }

    /** What is said in the room that is shown. */
    List<String> texts() {
        return strings(
                "return [...document.querySelectorAll('.message:not(.outgoing) .text')].map(e => e.textContent)");
    }

    /** Who said it, as the page has it for each message: the chosen name, then who it really is. */
    List<String> speakers() {
        return strings(
                "return [...document.querySelectorAll('.message:not(.outgoing) .head')].map("
                        + "e => [...e.querySelectorAll('.name, .user')].map(e => e.textContent).join(' '))");
    }

    /** Own messages the page still shows as not confirmed by the server. */
    List<String> unconfirmed() {
        return strings(
                "return [...document.querySelectorAll('.outgoing .text')].map(e => e.textContent)");
    }

    /** What became of them. */
    List<String> fates() {
        return strings(
                "return [...document.querySelectorAll('.outgoing .fate')].map(e => e.textContent)");
    }

    List<String> notes() {
        return strings("return [...document.querySelectorAll('.note')].map(e => e.textContent)");
    }

    /** The rooms of the list, as a screen reader says them. */
    List<String> labels() {
        return strings(
                "return [...document.querySelectorAll('#rooms button')].map(e => e.ariaLabel)");
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

    /** Keys to whatever has the focus, as a keyboard gives them. */
    void press(CharSequence... keys) {
        focused().sendKeys(keys);
    }

    void click(String label) {
        driver.findElement(By.xpath("//button[text()='" + label + "']")).click();
    }

    Object script(String script) {
        return requireNonNull(driver.executeScript(script));
    }

    private @Nullable WebElement button(String room) {
        return driver.findElements(By.cssSelector("#rooms button")).stream()
                .filter(button -> button.getText().lines().findFirst().orElse("").equals(room))
                .findFirst()
                .orElse(null);
    }

    @SuppressWarnings("unchecked") // what the script returns is an array of strings
    private List<String> strings(String script) {
        return (List<String>) script(script);
    }
}
