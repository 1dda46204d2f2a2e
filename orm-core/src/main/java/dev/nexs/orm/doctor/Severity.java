package dev.nexs.orm.doctor;

/** How much a finding matters. */
public enum Severity {
    /** Something fails, or will. */
    ERROR,
    /** Something is at risk, slow, or not as it is meant. */
    WARNING,
    /** Worth knowing; nothing has to be done. */
    NOTE
}
