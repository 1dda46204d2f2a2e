package dev.nexs.associations;

/** One statement was sent from one call site too often. The causes hold the first and the last stack. */
public final class NPlusOneException extends AssociationException {

    private static final long serialVersionUID = 1L;

    private final transient NPlusOne report;

    /** An exception with the report, whose first stack becomes the cause. */
    public NPlusOneException(NPlusOne report) {
        super(report.toString(), report.first());
        this.report = report;
    }

    /** {@return what was detected} */
    public NPlusOne report() {
        return report;
    }
}
