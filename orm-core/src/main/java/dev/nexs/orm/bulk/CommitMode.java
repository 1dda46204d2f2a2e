package dev.nexs.orm.bulk;

/** When what was loaded is committed. */
public enum CommitMode {
    /**
     * Each chunk by itself. A load that fails leaves the chunks before the failure; a primary that dies costs nothing, since
     * the load goes on behind the last chunk that is known to be committed.
     */
    EACH_CHUNK,
    /**
     * Nothing before everything was sent: one transaction for each connection. With one connection all rows appear at once
     * or none. With several the COMMITs follow each other, so the last ones can fail behind the first ones; a primary that
     * dies ends the load.
     */
    AT_END
}
