package io.eligo.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eligo.console.access.TokenCookie;
import java.io.File;
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
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium, driven by its own driver; it reaches this machine and nothing else. */
final class ConsoleBrowser implements AutoCloseable {
    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_TABS = 120;

    // Says at each start that it does not know this Chromium's version of a protocol that is not used here.
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;
    private final String server;

    private ConsoleBrowser(ChromeDriver driver, String server) {
        this.driver = driver;
        this.server = server;
    }

    /** Or the test is skipped, where there is none. */
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

    /** A window has a least width; what is shown in it has none. */
    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    void navigateTo(String path) {
        driver.get(server + path);
    }

    /** Without the form: for tests that are about something else. */
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

    /** Null where there is no such thing, or it has none. */
    @Nullable
    String attribute(String css, String name) {
        Object value = driver.executeScript(
                "var e = document.querySelector(arguments[0]); return e ? e.getAttribute(arguments[1]) : null",
                css,
                name);
        return value == null ? null : value.toString();
    }

    /** What is read there, empty where there is no such thing. */
    String text(String css) {
        Object text =
                driver.executeScript("var e = document.querySelector(arguments[0]); return e ? e.innerText : ''", css);
        return String.valueOf(text);
    }

    List<String> texts(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .toList();
    }

    /** The page may change under the hand. */
    void click(String css) {
        await(browser -> {
            browser.driver.findElement(By.cssSelector(css)).click();
            return true;
        });
    }

    void type(String css, String text) {
        driver.findElement(By.cssSelector(css)).sendKeys(text);
    }

    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** By the tabulator alone, to the first thing that {@code css} means. */
    void tabTo(String css) {
        for (int i = 0; i < MAX_TABS; i++) {
            press(Keys.TAB);
            if (isFocused(css)) {
                return;
            }
        }
        throw new AssertionError("no way to %s by the tabulator on %s".formatted(css, path()));
    }

    boolean isFocused(String css) {
        return Boolean.TRUE.equals(driver.executeScript(
                "return !!document.activeElement && document.activeElement.matches(arguments[0])", css));
    }

    void await(Predicate<ConsoleBrowser> holds) {
        var wait = new WebDriverWait(driver, TIMEOUT, Duration.ofMillis(50));
        wait.ignoreAll(List.of(
                StaleElementReferenceException.class,
                NoSuchElementException.class,
                ElementClickInterceptedException.class));
        wait.until(any -> holds.test(this));
    }

    /** How much wider than the window the page is: nothing, or it scrolls sideways. */
    long horizontalOverflow() {
        return (Long) Objects.requireNonNull(driver.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    /** What the page has told the console of the browser: errors of scripts, and what the policy has refused. */
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
