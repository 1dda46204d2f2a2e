package dev.nexs.testing;

/**
 * A role of the test server with the password it logs in with.
 *
 * @param name the role's name
 * @param password the role's password
 */
public record Role(String name, String password) {

    /** Names the role only: a password does not belong into a log, not even a throw-away one. */
    @Override
    public String toString() {
        return "Role[" + name + "]";
    }
}
