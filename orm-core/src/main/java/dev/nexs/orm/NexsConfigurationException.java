package dev.nexs.orm;

import java.util.List;

/** Settings that cannot be used. Carries every problem at once, so that one start shows them all. */
public final class NexsConfigurationException extends IllegalArgumentException {

    private final List<String> problems;

    /**
     * Names every problem.
     *
     * @param problems one sentence each, with the setting's name, the bad value and what is allowed; never a secret
     */
    public NexsConfigurationException(List<String> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    /** {@return one sentence per problem, in the order in which they were found} */
    public List<String> problems() {
        return problems;
    }

    private static String message(List<String> problems) {
        String head = problems.size() == 1 ? "1 setting is wrong" : problems.size() + " settings are wrong";
        return head + ":\n  - " + String.join("\n  - ", problems);
    }
}
