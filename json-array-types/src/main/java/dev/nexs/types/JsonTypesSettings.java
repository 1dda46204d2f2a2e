package dev.nexs.types;

/** The settings of this module, given like any other setting of Hibernate. */
public final class JsonTypesSettings {

    /**
     * The Jackson mapper of every document that names none with {@link JsonbColumn#mapper()}, and of JSON arguments of
     * queries: a {@code JsonMapper}, a {@link dev.nexs.types.spi.JsonMapperProvider}, the class of one, or its name.
     * Default: a mapper of this module that keeps what Jackson's defaults lose, every digit of a fraction, the offset of
     * an {@code OffsetDateTime} and the zone of a {@code ZonedDateTime}.
     */
    public static final String JSON_MAPPER = "nexs.types.json-mapper";

    private JsonTypesSettings() {}
}
