package dev.nexs.examples.auditlog;

import dev.nexs.orm.hooks.Audited;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.jspecify.annotations.NullUnmarked;

/** Every change of it leaves a row in the audit trail; the secret is left out. */
@Entity
@Audited
@NullUnmarked
public class Contract {

    @Id
    long id;

    String party;

    int amount;

    @Audited(false)
    String secret;

    /** Called by Hibernate. */
    protected Contract() {}

    Contract(long id, String party, int amount, String secret) {
        this.id = id;
        this.party = party;
        this.amount = amount;
        this.secret = secret;
    }
}
