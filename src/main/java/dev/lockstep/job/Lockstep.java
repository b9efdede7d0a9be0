package dev.lockstep.job;

import dev.lockstep.catalog.Names;
import dev.lockstep.format.Keys;
import dev.lockstep.plan.yaml.HoldsSecrets;
import dev.lockstep.plan.yaml.Secrets;
import dev.lockstep.report.PhaseLog;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.Failure;
import dev.lockstep.spark.internals.RunningSpark;
import dev.lockstep.spark.store.DeployMode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program, with one class per command. It returns on success and exits with an {@link ExitCode} otherwise. */
@Command(
        name = "lockstep",
        description = "Trains multilayer perceptrons on Spark, with the same weights on any cluster.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Lockstep.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            ExportCommand.class,
            CompareCommand.class,
            PublishCommand.class
        })
public final class Lockstep {

    /** The file of the driver's log; empty if a script did not choose one. */
    private static final String LOG =
            Optional.ofNullable(System.getenv("LOCKSTEP_LOG")).orElse("");

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Shows the stack trace of errors.")
    private boolean verbose;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "none",
            converter = LogFormat.class,
            scope = ScopeType.INHERIT,
            description =
                    "Writes a line per phase to standard error, and one with the place of Spark's log if the command"
                            + " fails: none, text or json.")
    private PhaseLog.Format logFormat = PhaseLog.Format.NONE;

    private PhaseLog log;

    /** The lines about the phases of a run. */
    PhaseLog phases(String run) {
        log = new PhaseLog(logFormat, run, System.err::println);
        return log;
    }

    public static void main(String[] arguments) {
        requireSpark();
        LoginUser.require();
        int code = run(writer(System.out), writer(System.err), arguments);
        if (code != ExitCode.DONE.number()) {
            // Only on failure: on YARN, a driver that calls exit has failed, whatever its code.
            System.exit(code);
        }
    }

    /** Before any class that another Spark may not have is loaded. */
    private static void requireSpark() {
        Optional<String> problem = RunningSpark.problem();
        if (problem.isPresent()) {
            System.err.println("error: " + problem.get());
            System.exit(ExitCode.PLAN.number());
        }
        RunningSpark.warning().ifPresent(warning -> System.err.println("warning: " + warning));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, Charset.defaultCharset());
    }

    /** Runs a command and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        Lockstep lockstep = new Lockstep();
        CommandLine commandLine = new CommandLine(lockstep)
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, words) -> wrongUsage(e))
                .setExecutionExceptionHandler((e, command, words) -> lockstep.failed(e, command, err));
        withExitCodes(commandLine);
        commandLine.getSubcommands().values().forEach(Lockstep::withExitCodes);
        try {
            return commandLine.execute(arguments);
        } catch (Error e) {
            return lockstep.failed(e, given(commandLine), err);
        }
    }

    private static int wrongUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String message = e.getMessage().lines().findFirst().orElse("wrong usage");
        command.getErr().println("error: " + new Secrets().hide(message) + suggestion(e));
        command.getErr().println("see: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.PLAN.number();
    }

    private static String suggestion(ParameterException e) {
        List<String> near = e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        return near.isEmpty() ? "" : "; did you mean " + near.get(0) + "?";
    }

    /** The command of the parsed arguments. */
    private static CommandLine given(CommandLine all) {
        ParseResult parsed = all.getParseResult();
        return parsed != null && parsed.hasSubcommand()
                ? parsed.subcommand().commandSpec().commandLine()
                : all;
    }

    private int failed(Throwable thrown, CommandLine command, PrintWriter err) {
        Secrets secrets = command.getCommand() instanceof HoldsSecrets holder ? holder.secrets() : new Secrets();
        Failure failure = Failure.of(thrown);
        err.println("error: " + secrets.hide(failure.message()));
        String hint = DeployMode.current().hint(failure.message());
        if (!hint.isEmpty()) {
            err.println(hint);
        }
        if (verbose) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            err.print(secrets.hide(trace.toString()));
            err.flush();
        } else if (failure.code() == ExitCode.UNEXPECTED) {
            err.println(
                    "run it with --verbose to see the stack trace" + (LOG.isEmpty() ? "" : "; Spark's log is " + LOG));
        }
        (log == null ? phases("") : log)
                .say(
                        "failed",
                        new Keys()
                                .with("code", failure.code().number())
                                .with("log", LOG)
                                .map());
        return failure.code().number();
    }

    private static void withExitCodes(CommandLine command) {
        Map<String, String> meanings = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            meanings.put(" " + code.number(), code.meaning());
        }
        command.getCommandSpec().usageMessage().exitCodeList(meanings);
    }

    /** A format by its name. */
    static final class LogFormat implements ITypeConverter<PhaseLog.Format> {

        @Override
        public PhaseLog.Format convert(String word) {
            return Stream.of(PhaseLog.Format.values())
                    .filter(format -> Names.of(format).equals(word))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("must be none, text or json but is " + word));
        }
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Lockstep.class.getPackage().getImplementationVersion();
            return new String[] {"lockstep " + Optional.ofNullable(version).orElse("development")};
        }
    }
}
