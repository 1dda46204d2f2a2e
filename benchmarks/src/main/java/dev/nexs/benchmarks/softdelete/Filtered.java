package dev.nexs.benchmarks.softdelete;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;

@Entity
@Table(name = "document")
@FilterDef(name = "live", defaultCondition = "deleted_at is null", applyToLoadByKey = true)
@Filter(name = "live")
class Filtered {
    @Id
    Long id;

    String owner;

    String title;

    @Column(name = "deleted_at")
    Instant deletedAt;
}
