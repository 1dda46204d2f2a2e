package dev.nexs.softdelete.internal.hibernate.read;

import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import org.hibernate.event.spi.PreLoadEvent;
import org.hibernate.event.spi.PreLoadEventListener;

/** Notes which of the entities that a session reads are in the trash, from the database or from a cache. */
public final class MarkerReader implements PreLoadEventListener {

    @Override
    public void onPreLoad(PreLoadEvent event) {
        if (event.getPersister() instanceof SoftDeletePersister persister) {
            SessionTrash.Trashed state = persister.trash().read(event.getState());
            SessionTrash trash = SessionTrash.of(event.getSession());
            if (state != null || trash.knowsAny()) {
                trash.loaded(event.getSession().generateEntityKey(event.getId(), persister), state);
            }
        }
    }
}
