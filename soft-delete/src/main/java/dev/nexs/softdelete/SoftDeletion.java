package dev.nexs.softdelete;

import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.restriction.Restriction;

/** Soft delete as a whole session factory has it: who listens, who is asked, and the DDL that goes with it. Thread-safe. */
public final class SoftDeletion {

    private final SessionFactoryImplementor factory;
    private final SoftDeleteModel model;

    private SoftDeletion(SessionFactoryImplementor factory) {
        this.factory = factory;
        this.model = SoftDeleteModel.of(factory);
    }

    /** Of this session factory. */
    public static SoftDeletion of(SessionFactory factory) {
        return new SoftDeletion(factory.unwrap(SessionFactoryImplementor.class));
    }

    /** Adds a listener; running the returned action removes it. */
    public Runnable addListener(TrashListener listener) {
        return model.callbacks().add(listener);
    }

    /**
     * Tells what each transaction did to the trash once it has committed: rows that went there, came back, or were deleted
     * for good, by entity. It makes nothing slower than noting ids; an exception is logged, since nothing can be undone
     * any more. Running the returned action removes it.
     */
    public Runnable afterCommit(Consumer<TrashChange> listener) {
        return model.callbacks().commits().add(listener);
    }

    /** Replaces the provider that the setting {@link SoftDeleteSettings#DELETED_BY_PROVIDER} may have named. */
    public void deletedBy(DeletedByProvider provider) {
        model.callbacks().deletedBy(provider);
    }

    /**
     * Holds rows back from every purge, as a legal hold does, until the returned action runs. A row that is held stays in
     * the trash whatever its age; a forced deletion of it still works.
     */
    public <T> Runnable hold(Class<T> entity, Restriction<T> restriction) {
        return model.hold(entity, restriction);
    }

    /**
     * The statements that bring a database without soft delete up to the mapping: columns, partial unique indexes and an
     * index over the trash. For a migration script; each can be run again without harm.
     */
    public List<String> ddl() {
        return model.ddl(factory);
    }
}
