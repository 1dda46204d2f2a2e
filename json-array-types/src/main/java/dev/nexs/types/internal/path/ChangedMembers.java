package dev.nexs.types.internal.path;

import java.util.List;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.MapType;

/**
 * Makes Jackson leave out members that are the same in another value. Only what Jackson writes in its plain way is
 * touched, so that names, formats, inclusion and serializers of the application stay theirs.
 */
final class ChangedMembers extends ValueSerializerModifier {

    private static final long serialVersionUID = 1;

    @Override
    public List<BeanPropertyWriter> changeProperties(
            SerializationConfig config, BeanDescription.Supplier bean, List<BeanPropertyWriter> properties) {
        properties.replaceAll(ChangedMembers::around); // Jackson goes on to change this list
        return properties;
    }

    private static BeanPropertyWriter around(BeanPropertyWriter property) {
        return property.getClass() == BeanPropertyWriter.class ? new ChangedProperty(property) : property;
    }

    @Override
    public ValueSerializer<?> modifyMapSerializer(
            SerializationConfig config, MapType type, BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
        return ChangedEntries.around(serializer);
    }
}
