/**
 * Bulk loads from mapped entities by COPY, upserts, and batches of mixed statements in one round trip. {@link
 * dev.nexs.orm.bulk.Bulk} is where to begin.
 */
@org.jspecify.annotations.NullMarked
package dev.nexs.orm.bulk;
