/**
 * Nexs ORM in Spring Boot. The dependency and a PostgreSQL URL, with one or several hosts, are all: {@code
 * spring.datasource.url}, {@code nexs.url}, or any {@code JdbcConnectionDetails}.
 *
 * <p>{@link dev.nexs.boot.NexsDataSourceAutoConfiguration} comes before Boot's own datasource and makes two beans, the
 * cluster and the datasource that routes; everything else of Boot finds the latter as it finds any {@code DataSource}. A
 * {@code DataSource} bean of the application, or a URL of another database, makes all of it stand back.
 */
@NullMarked
package dev.nexs.boot;

import org.jspecify.annotations.NullMarked;
