package dev.nexs.associations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Associations of this entity are never loaded by being touched: that throws a {@link StrictLoadingException} and sends
 * nothing. They are loaded by the query that loads the entity, by {@link Preload}, or from the second-level cache.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface StrictLoading {}
