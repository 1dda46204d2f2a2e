package dev.nexs.types.internal.json;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonManagedReference;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonView;
import java.lang.annotation.Annotation;
import java.lang.reflect.Member;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.BeanSerializer;
import tools.jackson.databind.ser.PropertyWriter;

/**
 * What a mapper writes of the values of a class: the properties of its own serializers, so that names, ignored members,
 * mix-ins, views and annotations of all kinds are seen as Jackson sees them. Where it does not write in its plain way, a
 * serializer of the application or of a module, nothing is claimed.
 */
final class Written {

    private static final String JACKSON = "tools.jackson.databind.";

    /** Annotations of a property that do not change how its value is written. */
    private static final Set<Class<? extends Annotation>> HARMLESS = Set.of(
            JsonProperty.class,
            JsonAlias.class,
            JsonAutoDetect.class,
            JsonGetter.class,
            JsonSetter.class,
            JsonView.class,
            JsonManagedReference.class,
            JsonPropertyDescription.class);

    /** Jackson writes two of them alike only if they are equal. */
    private static final Set<Class<?>> EXACT = Set.of(
            String.class,
            Boolean.class,
            boolean.class,
            Character.class,
            char.class,
            Byte.class,
            byte.class,
            Short.class,
            short.class,
            Integer.class,
            int.class,
            Long.class,
            long.class,
            Float.class,
            float.class,
            Double.class,
            double.class,
            BigDecimal.class,
            BigInteger.class,
            UUID.class);

    private final JsonMapper mapper;
    private final SerializationConfig config;

    Written(JsonMapper mapper) {
        this.mapper = mapper;
        this.config = mapper.serializationConfig();
    }

    /** Whether a member of a map that is null is there all the same. */
    boolean writesNullsOfMaps() {
        JsonInclude.Include content = config.getDefaultPropertyInclusion().getContentInclusion();
        return content == JsonInclude.Include.ALWAYS || content == JsonInclude.Include.USE_DEFAULTS;
    }

    /** Whether the values of a leaf are written by what they are; not so an enum that is written as an object. */
    boolean isPlainLeaf(Class<?> type) {
        return !Enum.class.isAssignableFrom(type) || !(ask(type).serializer() instanceof BeanSerializer);
    }

    boolean isExact(Class<?> type) {
        return (EXACT.contains(type) || Enum.class.isAssignableFrom(type))
                && config.getActiveView() == null
                && isPlain(type);
    }

    /** Whether Jackson writes the values of a class of the JDK in its own way. */
    boolean isPlain(Class<?> type) {
        ValueSerializer<?> serializer = ask(type).serializer();
        String name = serializer == null ? "" : serializer.getClass().getName();
        boolean its = name.startsWith(JACKSON + "ser.jdk.")
                || name.startsWith(JACKSON + "ser.std.")
                || name.startsWith(JACKSON + "ext.javatime.")
                || name.startsWith(JACKSON + "ser.jackson.");
        return its || (serializer != null && type.isArray());
    }

    /** The properties of a class of the application; null if its JSON alone tells its content. */
    @Nullable
    Fields fields(Class<?> type) {
        if (Proxy.isProxyClass(type) || type.isHidden() || !extendsNothing(type)) {
            return null;
        }
        Answer answer = ask(type);
        List<Fields.Property> properties = properties(answer);
        return properties == null ? null : Fields.of(type, properties);
    }

    /** What a class of the JDK that it extends holds cannot be read. */
    private static boolean extendsNothing(Class<?> type) {
        Class<?> c = type;
        while (c != null && !Kind.isPlatform(c)) {
            c = c.getSuperclass();
        }
        return c == Object.class || c == Record.class;
    }

    private @Nullable List<Fields.Property> properties(Answer answer) {
        ValueSerializer<?> serializer = answer.serializer();
        BeanDescription bean = answer.bean();
        if (serializer == null || bean == null) {
            return null;
        }
        String name = serializer.getClass().getName();
        if (name.equals(JACKSON + "ser.JsonValueSerializer") || name.equals(JACKSON + "ser.std.JsonValueSerializer")) {
            AnnotatedMember accessor = bean.findJsonValueAccessor();
            return accessor == null ? null : List.of(property(accessor));
        }
        boolean plain = name.equals(JACKSON + "ser.BeanSerializer")
                || name.equals(JACKSON + "ser.UnrolledBeanSerializer")
                || name.equals(JACKSON + "ser.bean.UnrolledBeanSerializer");
        boolean filtered = config.getAnnotationIntrospector().findFilterId(config, bean.getClassInfo()) != null;
        if (!plain || filtered || serializer.usesObjectId()) {
            return null;
        }
        List<Fields.Property> found = new ArrayList<>();
        for (Iterator<PropertyWriter> writers = serializer.properties(); writers.hasNext(); ) {
            PropertyWriter writer = writers.next();
            if (writer.getClass() != BeanPropertyWriter.class || ((BeanPropertyWriter) writer).isUnwrapping()) {
                return null;
            }
            found.add(property((BeanPropertyWriter) writer));
        }
        AnnotatedMember any = bean.findAnyGetter();
        if (any != null) {
            found.add(property(any));
        }
        return found;
    }

    /** Where some values are left out, two that are left out are not equal and yet written alike. */
    private Fields.Property property(BeanPropertyWriter writer) {
        Fields.Property property = property(writer.getMember());
        return new Suppression(writer).isNone() ? property : property.inexact();
    }

    private Fields.Property property(AnnotatedMember accessor) {
        Member member = accessor.getMember();
        Class<?> type = accessor.getRawType();
        return new Fields.Property(member, type, isLeaf(type), isExact(type), !isPlain(accessor));
    }

    /** Whether whatever a property of this type holds is a leaf, which then need not be asked for its class. */
    private boolean isLeaf(Class<?> type) {
        return type.isPrimitive()
                || (java.lang.reflect.Modifier.isFinal(type.getModifiers())
                        && Kind.of(type) == Kind.LEAF
                        && isPlainLeaf(type));
    }

    /** Whether the values of a property are written as any value of their class. */
    private boolean isPlain(AnnotatedMember accessor) {
        return config.getAnnotationIntrospector().getClass() == JacksonAnnotationIntrospector.class
                && accessor.annotations().allMatch(Written::isHarmless);
    }

    private static boolean isHarmless(Annotation annotation) {
        if (annotation instanceof JsonInclude include) {
            return include.content() == JsonInclude.Include.ALWAYS
                    || include.content() == JsonInclude.Include.USE_DEFAULTS;
        }
        String name = annotation.annotationType().getName();
        boolean jackson = name.startsWith("com.fasterxml.jackson.") || name.startsWith("tools.jackson.");
        return !jackson || HARMLESS.contains(annotation.annotationType());
    }

    /** The public way to a serializer of a mapper is to visit the type. */
    private Answer ask(Class<?> type) {
        Visitor visitor = new Visitor(mapper.constructType(type));
        try {
            mapper.acceptJsonFormatVisitor(visitor.type, visitor);
        } catch (RuntimeException e) { // what cannot be described can still be written
            return visitor.answer;
        }
        return visitor.answer;
    }

    private record Answer(
            @Nullable ValueSerializer<?> serializer,
            @Nullable BeanDescription bean) {}

    private static final class Visitor extends JsonFormatVisitorWrapper.Base {

        private final JavaType type;
        private Answer answer = new Answer(null, null);

        Visitor(JavaType type) {
            this.type = type;
        }

        @Override
        public void setContext(SerializationContext context) {
            super.setContext(context);
            answer = new Answer(context.findValueSerializer(type), context.introspectBeanDescription(type));
        }
    }

    /** A copy, since only a subclass sees what a property leaves out. */
    private static final class Suppression extends BeanPropertyWriter {

        private static final long serialVersionUID = 1;

        Suppression(BeanPropertyWriter writer) {
            super(writer);
        }

        boolean isNone() {
            return _suppressableValue == null;
        }
    }
}
