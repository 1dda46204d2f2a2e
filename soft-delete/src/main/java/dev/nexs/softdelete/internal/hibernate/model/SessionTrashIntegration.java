package dev.nexs.softdelete.internal.hibernate.model;

import org.hibernate.engine.extension.spi.ExtensionIntegration;
import org.hibernate.engine.extension.spi.ExtensionIntegrationContext;

/** Gives each session its {@link SessionTrash}. */
public final class SessionTrashIntegration implements ExtensionIntegration<SessionTrash> {

    @Override
    public Class<SessionTrash> getExtensionType() {
        return SessionTrash.class;
    }

    @Override
    public SessionTrash createExtension(ExtensionIntegrationContext context) {
        return new SessionTrash();
    }
}
