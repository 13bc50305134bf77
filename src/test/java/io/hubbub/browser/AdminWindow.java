package io.hubbub.browser;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The administrator's page, and the login page before it, in one browser. Each step waits until the
 * page shows that it is done.
 */
final class AdminWindow {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Chromium browser;
    private final ChromeDriver driver;
    private final String server;

    AdminWindow(Chromium browser, String server) {
        this.browser = browser;
        this.driver = browser.driver();
        this.server = server;
    }

    Chromium browser() {
        return browser;
    }

    /** Opens the page as a guest, which ends at the login page. */
    void arrive() {
        browser.visit(server + "admin");
        awaitAddress(server + "login?to=%2Fadmin");
    }

    void login(String name, String password) {
        element("name").sendKeys(name);
        element("password").sendKeys(password, Keys.ENTER);
    }

    /** Past the login page to the first snapshot. */
    void enter(String password) {
        arrive();
        login("admin", password);
        awaitLive();
    }

    void awaitLive() {
        awaitTitle("Overview");
        until(d -> !driver.findElements(By.cssSelector(".tiles")).isEmpty());
    }

    void openView(String view) {
        element("to-" + view).click();
    }

    void awaitTitle(String title) {
        until(d -> element("title").getText().equals(title));
    }

    void awaitAddress(String address) {
        until(d -> requireNonNull(driver.getCurrentUrl()).equals(address));
    }

    void awaitLink(String text) {
        until(d -> element("link").getText().equals(text));
    }

    /** What one line says, each cell's text beside the next; empty if there is no such line. */
    String line(String about) {
        return texts(".lines tbody tr").stream()
                .filter(line -> line.contains(about))
                .findFirst()
                .orElse("");
    }

    void awaitLine(String about, String... saying) {
        until(d ->
                !line(about).isEmpty() && List.of(saying).stream().allMatch(line(about)::contains));
    }

    void awaitNoLine(String about) {
        until(d -> line(about).isEmpty());
    }

    /** What stands under a title, on a tile or among the facts about a client. */
    String under(String title) {
        return String.valueOf(
                driver.executeScript(
                        "return [...document.querySelectorAll('dt')].find(e => e.textContent === arguments[0])"
                                + "?.nextElementSibling.textContent ?? ''",
                        title));
    }

    void follow(String text) {
        until(d ->
                driver.findElements(By.cssSelector("#view a")).stream()
                        .anyMatch(link -> link.getText().equals(text)));
        driver.findElements(By.cssSelector("#view a")).stream()
                .filter(link -> link.getText().equals(text))
                .findFirst()
                .orElseThrow()
                .click();
    }

    void until(ExpectedCondition<Boolean> condition) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(25))
                .ignoring(StaleElementReferenceException.class)
                .ignoring(NoSuchElementException.class)
                .until(condition);
    }

    WebElement element(String id) {
        return driver.findElement(By.id(id));
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** Sends keys to the element that has the focus, as a keyboard does. */
    void press(CharSequence... keys) {
        focused().sendKeys(keys);
    }

    /** Goes on with the tabulator until the focus is on what has this text or id. */
    void tabTo(String textOrId) {
        until(d -> {
            press(Keys.TAB);
            WebElement now = focused();
            return textOrId.equals(now.getText()) || textOrId.equals(now.getDomAttribute("id"));
        });
    }

    /** The same, until the focus is on what a screen reader calls this. */
    void tabToNamed(String name) {
        until(d -> {
            press(Keys.TAB);
            return name.equals(focused().getAccessibleName());
        });
    }

    void awaitFocused(String name) {
        until(d -> name.equals(focused().getAccessibleName()));
    }

    /** The button of a room's line in the list of rooms. */
    void askToDelete(String place) {
        By button = By.cssSelector("button[aria-label='Delete " + place + "']");
        until(d -> !driver.findElements(button).isEmpty());
        driver.findElement(button).click();
        awaitDialog(true);
    }

    void awaitDialog(boolean open) {
        until(d -> element("deletion").isDisplayed() == open);
    }

    void awaitText(String id, String text) {
        until(d -> element(id).getText().equals(text));
    }

    Object script(String script) {
        return requireNonNull(driver.executeScript(script));
    }

    @SuppressWarnings("unchecked") // what the script returns is an array of strings
    private List<String> texts(String selector) {
        return (List<String>)
                requireNonNull(
                        driver.executeScript(
                                "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility())"
                                        + ".map(e => [...e.children].map(c => c.textContent).join(' '))",
                                selector));
    }
}
