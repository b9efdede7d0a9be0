package dev.lockstep.run;

/** The exit codes of commands. */
public enum ExitCode {
    DONE(0, "done"),
    UNEXPECTED(1, "anything else"),
    PLAN(2, "the command or the plan is wrong or unreadable"),
    DATA(3, "the data are wrong or missing"),
    DIVERGED(4, "training diverged"),
    REFUSED(5, "finished, but the model is refused by a rule of publish"),
    STOPPED(6, "stopped before the end; the same command resumes");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }
}
