package dev.nexs.cli;

import java.io.Console;
import java.io.PrintWriter;

/** A bar on the error stream, where somebody sits before it. */
final class Progress {

    private static final int WIDTH = 30;
    private static final long EVERY_NANOS = 200_000_000;

    private final PrintWriter err;
    private final String what;
    private final boolean shown;
    private long next = System.nanoTime();

    Progress(PrintWriter err, String what, boolean shown) {
        this.err = err;
        this.what = what;
        this.shown = shown && isTerminal();
    }

    /** From JDK 22 on there is always a console, and it says whether it is one. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Shows how far it is; {@code total} below one is not known. */
    void at(long done, long total) {
        if (!shown || System.nanoTime() < next) {
            return;
        }
        next = System.nanoTime() + EVERY_NANOS;
        if (total > 0) {
            int full = (int) Math.min(WIDTH, WIDTH * done / total);
            err.print("\r" + what + " [" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + 100 * done / total
                    + " %");
        } else {
            err.print("\r" + what + " " + done);
        }
        err.flush();
    }

    void end() {
        if (shown) {
            err.println();
        }
    }
}
