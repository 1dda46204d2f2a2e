package dev.nexs.types.internal.json;

import java.math.BigDecimal;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.JsonParserDelegate;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;

/**
 * Reads a fraction that no type is declared for as a {@code double} if a double has all its digits, and as a
 * {@code BigDecimal} if not. So a {@code Map<String, Object>} holds the doubles that were put into it, and loses nothing.
 */
final class ExactNumbers extends DelegatingDeserializer {

    ExactNumbers(ValueDeserializer<?> plain) {
        super(plain);
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> plain) {
        return new ExactNumbers(plain);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) {
        return super.deserialize(exact(parser), context);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context, Object into) {
        return super.deserialize(exact(parser), context, into);
    }

    @Override
    public Object deserializeWithType(JsonParser parser, DeserializationContext context, TypeDeserializer types) {
        return super.deserializeWithType(exact(parser), context, types);
    }

    private static JsonParser exact(JsonParser parser) {
        JsonToken token = parser.currentToken();
        boolean mayHoldFractions = token == null || token.isStructStart() || token == JsonToken.VALUE_NUMBER_FLOAT;
        return mayHoldFractions && !(parser instanceof Exact) ? new Exact(parser) : parser;
    }

    private static final class Exact extends JsonParserDelegate {

        Exact(JsonParser plain) {
            super(plain);
        }

        @Override
        @SuppressWarnings("BigDecimalEquals") // a trailing zero is a digit, too
        public NumberTypeFP getNumberTypeFP() {
            if (currentToken() != JsonToken.VALUE_NUMBER_FLOAT || isNaN()) {
                return super.getNumberTypeFP();
            }
            double rounded = getDoubleValue();
            boolean exact =
                    Double.isFinite(rounded) && BigDecimal.valueOf(rounded).equals(getDecimalValue());
            return exact ? NumberTypeFP.DOUBLE64 : NumberTypeFP.BIG_DECIMAL;
        }
    }
}
