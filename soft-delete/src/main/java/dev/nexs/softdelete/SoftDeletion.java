package dev.nexs.softdelete;

import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;

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

    /** Replaces the provider that the setting {@link SoftDeleteSettings#DELETED_BY_PROVIDER} may have named. */
    public void deletedBy(DeletedByProvider provider) {
        model.callbacks().deletedBy(provider);
    }

    /**
     * The statements that bring a database without soft delete up to the mapping: columns, partial unique indexes and an
     * index over the trash. For a migration script; each can be run again without harm.
     */
    public List<String> ddl() {
        return model.ddl(factory);
    }
}
