package dev.nexs.orm;

import java.time.Duration;

/** Which nodes a unit needs, and what of its COMMIT: a part of {@link TransactionOptions.Builder}. Not thread-safe. */
abstract class ClusterChoices<B extends ClusterChoices<B>> extends RetryChoices<B> {

    ReadPreference readPreference = ReadPreference.SECONDARY_PREFERRED;
    Consistency consistency = Consistency.SESSION;
    Duration replicaWait = TransactionOptions.DEFAULT_REPLICA_WAIT;
    CommitResolution commitResolution = CommitResolution.NONE;
    Duration resolutionTimeout = TransactionOptions.DEFAULT_RESOLUTION_TIMEOUT;
    boolean sweepMarkers = true;
    Duration markerAge = TransactionOptions.DEFAULT_MARKER_AGE;
    boolean acceptUnreplicated;

    ClusterChoices() {}

    ClusterChoices(TransactionOptions from) {
        super(from);
        readPreference = from.readPreference();
        consistency = from.consistency();
        replicaWait = from.replicaWait();
        commitResolution = from.commitResolution();
        resolutionTimeout = from.resolutionTimeout();
        sweepMarkers = from.sweepMarkers();
        markerAge = from.markerAge();
        acceptUnreplicated = from.acceptUnreplicated();
    }

    /** Where read units go. Default {@link ReadPreference#SECONDARY_PREFERRED}. */
    public B readPreference(ReadPreference readPreference) {
        this.readPreference = readPreference;
        return self();
    }

    /** What reads must have seen. Default {@link Consistency#SESSION}. */
    public B consistency(Consistency consistency) {
        this.consistency = consistency;
        return self();
    }

    /** How long a read waits for a replica to catch up. Default 100 ms. */
    public B replicaWait(Duration replicaWait) {
        this.replicaWait = replicaWait;
        return self();
    }

    /** How a lost answer to COMMIT is resolved. Default {@link CommitResolution#NONE}. */
    public B commitResolution(CommitResolution commitResolution) {
        this.commitResolution = commitResolution;
        return self();
    }

    /** How long it is tried to find out what became of a COMMIT. Default 30 s. */
    public B resolutionTimeout(Duration resolutionTimeout) {
        this.resolutionTimeout = resolutionTimeout;
        return self();
    }

    /** Whether units that write marker rows also delete old ones. Default true. */
    public B sweepMarkers(boolean sweepMarkers) {
        this.sweepMarkers = sweepMarkers;
        return self();
    }

    /** How old a marker row is when it is deleted; at least the resolution timeout. Default 1 h. */
    public B markerAge(Duration markerAge) {
        this.markerAge = markerAge;
        return self();
    }

    /** Whether a commit that no synchronous standby confirmed counts as one. Default false: it is reported. */
    public B acceptUnreplicated(boolean acceptUnreplicated) {
        this.acceptUnreplicated = acceptUnreplicated;
        return self();
    }
}
