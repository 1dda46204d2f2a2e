/**
 * The nodes behind a datasource: who they are, what they are, and whether they can be relied on.
 *
 * <p>One monitor thread per node asks its server, over a connection of its own, for role, timeline, system identifier
 * and WAL position. What all monitors know is folded into one immutable table that borrowers read without locking, so
 * knowing the primary costs a volatile read. The price is one connection per node and one short query per probe
 * interval. The cluster follows its servers; it never promotes one.
 */
@NullMarked
package dev.nexs.orm.cluster;

import org.jspecify.annotations.NullMarked;
