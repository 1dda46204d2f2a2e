/**
 * Reads settings. Builder, map, Hibernate properties and environment all end as one map of names to values, which the
 * catalogue checks and turns into one configuration; so a setting is named, checked and explained in one place.
 */
@NullMarked
package dev.nexs.orm.internal;

import org.jspecify.annotations.NullMarked;
