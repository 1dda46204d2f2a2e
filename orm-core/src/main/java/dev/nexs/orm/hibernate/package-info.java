/**
 * Where Hibernate meets the datasource, and the only package that knows Hibernate's SPI. Hibernate finds it through
 * {@code META-INF/services}; nothing happens unless {@code nexs.url} or {@code nexs.datasource} is set, except that the
 * environment's {@code NEXS_URL} is used where no other connection is configured.
 *
 * <p>A session that was opened with {@code sessionFactory.withOptions().readOnly(true)} reads from a replica and does not
 * fill the second-level cache with what may be old. The connection of any other session leads to the primary. Where a
 * framework holds connections and marks them read-only itself, as Spring does, sessions get connections that choose
 * their node at the first statement.
 */
@NullMarked
package dev.nexs.orm.hibernate;

import org.jspecify.annotations.NullMarked;
