package io.eligo.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eligo.console.access.TokenCookie;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium with its driver; host resolution is limited to localhost. */
final class ConsoleBrowser implements AutoCloseable {
    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_TABS = 120;

    // Selenium warns at each start about an unknown version of the DevTools protocol, which is not used here.
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;
    private final String server;

    private ConsoleBrowser(ChromeDriver driver, String server) {
        this.driver = driver;
        this.server = server;
    }

    /** Opens the browser; without Chromium the test is skipped. */
    static ConsoleBrowser open(int port) {
        assumeTrue(
                CHROMIUM.canExecute() && DRIVER.canExecute(),
                "no %s and %s here (apt-get install chromium chromium-driver)".formatted(CHROMIUM, DRIVER));
        SELENIUM.setLevel(Level.SEVERE);
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .build();
        var browser = new ConsoleBrowser(new ChromeDriver(service, options), "http://localhost:" + port);
        browser.width(1280);
        return browser;
    }

    /** Sets the width of the viewport, in pixels: a window has a minimum width, the emulated viewport has none. */
    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Writes the upper part of the page, without the name of this machine. */
    void writeScreenshot(Path file, int width, int height) throws IOException {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
        driver.executeScript("""
                var texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                while (texts.nextNode()) {
                  texts.currentNode.data = texts.currentNode.data.replaceAll(arguments[0], 'eligo');
                }""", InetAddress.getLocalHost().getHostName());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    void navigateTo(String path) {
        driver.get(server + path);
    }

    /** Ends the polling of the page, and forgets its errors. */
    void leavePage() {
        driver.get("about:blank");
        consoleErrors();
    }

    /** Signs in by setting the cookie, without the form. */
    void signIn(String token) {
        navigateTo("/console/sign-in");
        driver.manage()
                .addCookie(new Cookie.Builder(TokenCookie.NAME, token)
                        .path("/console")
                        .build());
    }

    void signOut() {
        driver.manage().deleteAllCookies();
    }

    String path() {
        return Objects.requireNonNull(driver.getCurrentUrl()).substring(server.length());
    }

    /** Null if no element matches, or it lacks the attribute. */
    @Nullable
    String attribute(String css, String name) {
        Object value = driver.executeScript(
                "var e = document.querySelector(arguments[0]); return e ? e.getAttribute(arguments[1]) : null",
                css,
                name);
        return value == null ? null : value.toString();
    }

    /** Visible text of the first matching element, empty if there is none. */
    String text(String css) {
        Object text =
                driver.executeScript("var e = document.querySelector(arguments[0]); return e ? e.innerText : ''", css);
        return String.valueOf(text);
    }

    /** Visible texts of the matching elements, read at once: htmx may replace them between two commands. */
    List<String> texts(String css) {
        Object texts = driver.executeScript(
                "return Array.from(document.querySelectorAll(arguments[0]), e => e.innerText.trim())", css);
        return ((List<?>) Objects.requireNonNull(texts))
                .stream().map(String::valueOf).toList();
    }

    /** Clicks with retries, because htmx may replace the element in between. */
    void click(String css) {
        await(browser -> {
            browser.driver.findElement(By.cssSelector(css)).click();
            return true;
        });
    }

    void type(String css, String text) {
        driver.findElement(By.cssSelector(css)).sendKeys(text);
    }

    /** Replaces what a field contains. */
    void replace(String css, String text) {
        driver.findElement(By.cssSelector(css)).clear();
        type(css, text);
    }

    void select(String css, String value) {
        new Select(driver.findElement(By.cssSelector(css))).selectByValue(value);
    }

    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Presses the Tab key until an element that matches {@code css} has the focus. */
    void tabTo(String css) {
        for (int i = 0; i < MAX_TABS; i++) {
            press(Keys.TAB);
            if (isFocused(css)) {
                return;
            }
        }
        throw new AssertionError("%s is not reachable with the Tab key on %s".formatted(css, path()));
    }

    boolean isFocused(String css) {
        return Boolean.TRUE.equals(driver.executeScript(
                "return !!document.activeElement && document.activeElement.matches(arguments[0])", css));
    }

    void await(Predicate<ConsoleBrowser> condition) {
        var wait = new WebDriverWait(driver, TIMEOUT, Duration.ofMillis(50));
        wait.ignoreAll(List.of(
                StaleElementReferenceException.class,
                NoSuchElementException.class,
                ElementClickInterceptedException.class));
        wait.until(any -> condition.test(this));
    }

    /** Pixels by which the page is wider than the viewport; 0 if it does not scroll sideways. */
    long horizontalOverflow() {
        return (Long) Objects.requireNonNull(driver.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    /** Entries of the browser console: script errors and violations of the content security policy. */
    List<String> consoleErrors() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(Object::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
