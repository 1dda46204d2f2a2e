package dev.nexs.types;

import dev.nexs.types.internal.hibernate.ddl.FullTextIndexesBinder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.TypeBinderType;

/** Several {@link FullTextIndex}. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TypeBinderType(binder = FullTextIndexesBinder.class)
public @interface FullTextIndexes {

    /** The indexes. */
    FullTextIndex[] value();
}
