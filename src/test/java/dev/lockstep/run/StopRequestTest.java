package dev.lockstep.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopRequestTest {

    /** Listens to signals until its input ends. */
    static final class Listener {

        public static void main(String[] none) throws IOException {
            new StopRequest(Optional.empty()).listen();
            System.out.println("listens");
            System.in.read();
        }
    }

    /** As a shell starts commands after {@code nohup}; and as it starts others, even if these tests run after one. */
    @EnabledOnOs(OS.LINUX)
    @Timeout(60)
    @ParameterizedTest
    @CsvSource({"true, HUP, 0", "true, TERM, 6", "false, HUP, 6"})
    void aSignalThatIsIgnoredFromTheStartStaysSo(boolean nohup, String signal, int code) throws Exception {
        List<String> command = new ArrayList<>(
                nohup ? List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh") : List.of("env", "--default-signal=HUP"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Listener.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("listens", said.readLine());
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code == 0) {
                process.getOutputStream().close();
            }
            assertEquals(code, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }
}
