package dev.nexs.types;

import dev.nexs.types.internal.hibernate.ddl.GistIndexesBinder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.TypeBinderType;

/** Several {@link GistIndex}. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TypeBinderType(binder = GistIndexesBinder.class)
public @interface GistIndexes {

    /** The indexes. */
    GistIndex[] value();
}
