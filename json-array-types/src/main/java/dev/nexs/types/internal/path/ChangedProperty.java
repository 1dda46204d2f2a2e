package dev.nexs.types.internal.path;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;

/** Writes a property unless the counterpart of its object holds the same. */
final class ChangedProperty extends BeanPropertyWriter {

    private static final long serialVersionUID = 1;

    ChangedProperty(BeanPropertyWriter plain) {
        super(plain);
    }

    private ChangedProperty(BeanPropertyWriter plain, PropertyName name) {
        super(plain, name);
    }

    /** The same property of an object whose members are written into its owner. */
    @Override
    protected BeanPropertyWriter _new(PropertyName name) {
        return new ChangedProperty(this, name);
    }

    @Override
    public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context)
            throws Exception {
        Pairs pairs = Pairs.of(context);
        Object other = pairs.counterpart(bean);
        if (other == null || other.getClass() != bean.getClass()) {
            super.serializeAsProperty(bean, generator, context);
            return;
        }
        Object value = get(bean);
        Object otherValue = get(other);
        if (!pairs.same(value, otherValue)) {
            pairs.push(value, otherValue);
            super.serializeAsProperty(bean, generator, context);
            pairs.pop();
        }
    }
}
