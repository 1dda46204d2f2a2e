package dev.nexs.associations.internal.hibernate.load;

import org.hibernate.engine.extension.spi.Extension;
import org.hibernate.engine.extension.spi.ExtensionIntegration;
import org.hibernate.engine.extension.spi.ExtensionIntegrationContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** Whether a session loads on purpose, at this moment, what Hibernate believes to be touched. */
public final class OnPurpose implements Extension {

    private boolean now;

    private OnPurpose() {}

    /** {@return whether the session does so} */
    public static boolean isNow(SharedSessionContractImplementor session) {
        return session.getExtension(OnPurpose.class).now;
    }

    /** Runs work that does so. */
    public static void run(SharedSessionContractImplementor session, Runnable work) {
        OnPurpose purpose = session.getExtension(OnPurpose.class);
        boolean before = purpose.now;
        purpose.now = true;
        try {
            work.run();
        } finally {
            purpose.now = before;
        }
    }

    /** Found through service loading. */
    public static final class Integration implements ExtensionIntegration<OnPurpose> {

        /** For the service loader. */
        public Integration() {}

        @Override
        public Class<OnPurpose> getExtensionType() {
            return OnPurpose.class;
        }

        @Override
        public OnPurpose createExtension(ExtensionIntegrationContext context) {
            return new OnPurpose();
        }
    }
}
