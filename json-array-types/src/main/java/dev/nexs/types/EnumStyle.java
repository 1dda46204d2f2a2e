package dev.nexs.types;

/** How an array holds the constants of an enum. */
public enum EnumStyle {
    /** By name, in an array of {@code varchar}. */
    NAME,
    /** By position, in an array of {@code smallint}. Constants may only be added at the end. */
    ORDINAL,
    /** As values of a PostgreSQL enum type, which hbm2ddl creates; see {@link ArrayColumn#enumType()}. */
    NATIVE
}
