package dev.nexs.associations.internal.hibernate.guard;

import java.util.List;

/** The line of the application that is behind a call: the first frame that is no library's. */
final class CallSite {

    private static final List<String> LIBRARIES = List.of(
            "org.hibernate.",
            "jakarta.persistence.",
            "java.",
            "jdk.",
            "sun.",
            "net.bytebuddy.",
            "org.springframework.",
            "dev.nexs.associations.internal.",
            "dev.nexs.associations.Preload",
            "dev.nexs.associations.FetchPlan",
            "dev.nexs.associations.Association",
            "dev.nexs.associations.Statements");

    private CallSite() {}

    /** {@return the call site, {@code package.Class.method(File.java:12)}} */
    static String find() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> isApplication(frame.getClassName()))
                        .findFirst()
                        .map(frame -> frame.toStackTraceElement().toString())
                        .orElse("an unknown place"));
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
