package dev.nexs.types;

import dev.nexs.types.internal.hibernate.array.ArrayColumnBinder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.AttributeBinderType;

/**
 * Stores an attribute as a PostgreSQL array of any number of dimensions: {@code int[][]}, {@code List<List<String>>},
 * {@code Set<UUID>}. The dimensions are read off the attribute's type.
 *
 * <p>Elements: {@code short}, {@code int}, {@code long}, {@code float}, {@code double}, {@code boolean}, their wrappers,
 * {@code String}, {@code BigDecimal}, {@code BigInteger}, {@code UUID}, {@code LocalDate}, {@code LocalTime},
 * {@code LocalDateTime}, {@code OffsetDateTime}, {@code Instant} and enums. A missing element is {@code null}; in an
 * array of a primitive type it is refused.
 *
 * <p>The value is compared and copied by content at every depth. PostgreSQL arrays are rectangular and have no array of
 * empty rows; such a value is refused with an {@link ArrayValueException}, and so is a stored array whose first index
 * is not 1, since Java could not give it back.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@AttributeBinderType(binder = ArrayColumnBinder.class)
public @interface ArrayColumn {

    /** How constants are held where the elements are of an enum; by name, unless told otherwise. */
    EnumStyle enums() default EnumStyle.NAME;

    /**
     * The PostgreSQL enum type of {@link EnumStyle#NATIVE}, with its schema if that is not on the search path:
     * {@code mood} or {@code shop.mood}. By default the simple name of the class in lower case. Two enums of one simple
     * name need a name each.
     */
    String enumType() default "";
}
