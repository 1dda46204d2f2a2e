package dev.nexs.associations;

/**
 * One statement that one line of code has sent again and again within one session.
 *
 * @param statement the statement, with literals and lists of parameters normalised
 * @param callSite the line of the application that caused it, {@code package.Class.method(File.java:12)}
 * @param count how often so far
 * @param first the stack of the first time
 * @param last the stack of this time
 */
public record NPlusOne(String statement, String callSite, int count, Throwable first, Throwable last) {

    @Override
    public String toString() {
        return "the same statement was sent " + count + " times from " + callSite
                + "; load it once with Preload, a join fetch or a batch size: " + statement;
    }
}
