package dev.nexs.types.internal.json;

import dev.nexs.types.spi.JsonMapperProvider;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.jackson.JsonNodeDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleDeserializers;
import tools.jackson.databind.module.SimpleModule;

/** Jackson's defaults, but for what they lose: digits of fractions, offsets and zones. */
public final class DefaultMapperProvider implements JsonMapperProvider {

    /** A new one for each session factory: its caches hold classes of the application. */
    @Override
    public JsonMapper mapper() {
        return JsonMapper.builder()
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .addModule(new SimpleModule("nexs.exact")
                        .setDeserializers(new ExactTrees())
                        .setDeserializerModifier(new ExactUntyped()))
                .build();
    }

    private static final class ExactTrees extends SimpleDeserializers {

        private static final long serialVersionUID = 1;

        @Override
        public ValueDeserializer<?> findTreeNodeDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription.Supplier bean) {
            return new ExactNumbers(JsonNodeDeserializer.getDeserializer(type.getRawClass()));
        }
    }

    /** Where no type says what a number is to be, it is read exactly. */
    private static final class ExactUntyped extends ValueDeserializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
            return bean.getBeanClass() == Object.class ? new ExactNumbers(deserializer) : deserializer;
        }
    }
}
