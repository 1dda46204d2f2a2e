package dev.nexs.associations.internal.hibernate.guard;

import java.util.List;
import java.util.stream.Stream;

/**
 * The line of the application that is behind a call: the first frame that is no library's.
 *
 * @param text {@code package.Class.method(File.java:12)}
 * @param work whether a library works between that line and the call: Hibernate, when it cascades, merges or flushes
 */
record SourceLine(String text, boolean work) {

    private static final List<String> LIBRARIES = List.of(
            "org.hibernate.",
            "jakarta.persistence.",
            "java.",
            "jdk.",
            "sun.",
            "net.bytebuddy.",
            "org.springframework.",
            "dev.nexs.softdelete.internal.",
            "dev.nexs.softdelete.Trash",
            "dev.nexs.associations.internal.",
            "dev.nexs.associations.Preload",
            "dev.nexs.associations.FetchPlan",
            "dev.nexs.associations.Association",
            "dev.nexs.associations.Statements");

    /** Code that loads for a purpose of its own, in which the application has no say. */
    private static final List<String> WORKERS = List.of(
            "org.hibernate.event.internal.",
            "org.hibernate.engine.internal.",
            "org.hibernate.action.internal.",
            "org.hibernate.type.",
            "org.hibernate.envers.",
            "org.hibernate.search.",
            "dev.nexs.softdelete.internal.",
            "dev.nexs.associations.internal.hibernate.members.",
            "dev.nexs.associations.internal.hibernate.load.");

    /** {@return the line behind the caller} */
    static SourceLine find() {
        return StackWalker.getInstance().walk(SourceLine::in);
    }

    private static SourceLine in(Stream<StackWalker.StackFrame> frames) {
        boolean[] work = new boolean[1];
        String text = frames.peek(frame -> work[0] |= isWorker(frame.getClassName()))
                .filter(frame -> isApplication(frame.getClassName()))
                .findFirst()
                .map(frame -> frame.toStackTraceElement().toString())
                .orElse("an unknown place");
        return new SourceLine(text, work[0]);
    }

    private static boolean isWorker(String type) {
        return WORKERS.stream().anyMatch(type::startsWith);
    }

    private static boolean isApplication(String type) {
        if (type.contains("$HibernateProxy") || type.contains("$$") || type.contains("$Proxy")) {
            return false;
        }
        return LIBRARIES.stream().noneMatch(library -> startsWith(type, library));
    }

    private static boolean startsWith(String type, String library) {
        return type.startsWith(library)
                && (library.endsWith(".") || type.length() == library.length() || type.charAt(library.length()) == '$');
    }
}
