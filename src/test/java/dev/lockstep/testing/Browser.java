package dev.lockstep.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window; it is installed if it is missing, which needs root. */
public final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final long MINUTES = 10;

    private final ChromeDriver driver;

    /** @param dark whether pages are told that dark colours are preferred */
    public Browser(boolean dark) throws IOException, InterruptedException {
        install();
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(CHROMIUM.toString())
                .addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
    }

    private static void install() throws IOException, InterruptedException {
        if (Files.exists(CHROMIUM) && Files.exists(DRIVER)) {
            return;
        }
        Process apt = new ProcessBuilder(
                        "sh", "-c", "apt-get update -qq && apt-get install -y -qq chromium chromium-driver")
                .redirectErrorStream(true)
                .redirectOutput(Project.path("target", "chromium.log").toFile())
                .start();
        if (!apt.waitFor(MINUTES, TimeUnit.MINUTES) || apt.exitValue() != 0) {
            throw new IOException("Chromium is missing and cannot be installed: see target/chromium.log");
        }
    }

    /** Opens a file at a width in pixels. */
    public void open(Path page, int width) {
        driver.manage().window().setSize(new Dimension(width, 1000));
        driver.get(page.toUri().toString());
    }

    /** What a script returns. */
    public Object run(String script) {
        return driver.executeScript(script);
    }

    /** Errors and warnings on the console since the last call. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                problems.add(entry.getMessage());
            }
        }
        return problems;
    }

    /** The addresses that pages have requested since the last call, but for files. */
    public List<String> requests() {
        List<String> requests = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            String message = entry.getMessage();
            if (message.contains("Network.requestWillBeSent") && !message.contains("\"url\":\"file:")) {
                requests.add(message);
            }
        }
        return requests;
    }

    /** Writes a picture of what is in the window. */
    public void screenshot(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
