package dev.nexs.softdelete.internal.hibernate.model;

import org.hibernate.engine.extension.spi.ExtensionIntegration;
import org.hibernate.engine.extension.spi.ExtensionIntegrationContext;
import org.jspecify.annotations.Nullable;

/** Gives each session its {@link SessionTrash}, where anything is soft-deletable. */
public final class SessionTrashIntegration implements ExtensionIntegration<SessionTrash> {

    @Override
    public Class<SessionTrash> getExtensionType() {
        return SessionTrash.class;
    }

    @Override
    public @Nullable SessionTrash createExtension(ExtensionIntegrationContext context) {
        return SoftDeleteModel.of(context.getSession().getFactory()).isEmpty() ? null : new SessionTrash();
    }
}
