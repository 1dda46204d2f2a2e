package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterEvent;

/** What has to be done because of what a cluster learned, in this order. */
sealed interface Effect {

    /** A node begins to serve: each set of pools has a way to it from now on. */
    record Open(String node) implements Effect {}

    /** A node no longer serves as it did: its pools end, and their borrowers may finish only where it is well. */
    record Retire(String node, boolean mayFinish) implements Effect {}

    /** A node's open connections are likely dead. */
    record Evict(String node) implements Effect {}

    /** A node that was down serves again, and is to reach its full share by and by. */
    record StartSlowly(String node) implements Effect {}

    /** A monitor for a node. */
    record Watch(String node) implements Effect {}

    /** None any more. */
    record Unwatch(String node) implements Effect {}

    /** All monitors ask at once. */
    record AskAll() implements Effect {}

    /** Whoever waits looks again. */
    record Wake() implements Effect {}

    /** An event for the log and the listeners. */
    record Tell(ClusterEvent event) implements Effect {}
}
