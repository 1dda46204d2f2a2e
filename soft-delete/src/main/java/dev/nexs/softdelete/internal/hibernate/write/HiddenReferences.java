package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.TrashedReference;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import java.util.Map;
import java.util.stream.IntStream;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The associations of an entity that hide a trashed target. A null in one of them may stand for a reference, so an
 * update must not write it. In a session the dirty check sees to that; without loaded state, as in a stateless session,
 * this does.
 */
final class HiddenReferences {

    private final int[] indexes;
    private final int size;

    private HiddenReferences(int[] indexes, int size) {
        this.indexes = indexes;
        this.size = size;
    }

    static HiddenReferences of(EntityPersister persister) {
        Map<String, TrashedReference> policies =
                SoftDeleteModel.of(persister.getFactory()).policies();
        int size = persister.getAttributeMappings().size();
        int[] indexes = IntStream.range(0, size)
                .filter(i -> hides(persister.getAttributeMappings().get(i), policies))
                .toArray();
        return new HiddenReferences(indexes, size);
    }

    private static boolean hides(AttributeMapping attribute, Map<String, TrashedReference> policies) {
        return policies.get(attribute.getNavigableRole().getFullPath()) == TrashedReference.HIDE;
    }

    /** The attributes to write. */
    int @Nullable [] without(Object[] values, int @Nullable [] dirty) {
        if (indexes.length == 0 || dirty != null || IntStream.of(indexes).allMatch(i -> values[i] != null)) {
            return dirty;
        }
        return IntStream.range(0, size)
                .filter(i -> values[i] != null || IntStream.of(indexes).noneMatch(hidden -> hidden == i))
                .toArray();
    }
}
