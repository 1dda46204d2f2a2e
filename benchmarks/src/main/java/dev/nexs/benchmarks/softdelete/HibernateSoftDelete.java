package dev.nexs.benchmarks.softdelete;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.SoftDeleteType;

/** Its timestamp cannot be read, so it reads one column less. */
@Entity
@Table(name = "document")
@SoftDelete(strategy = SoftDeleteType.TIMESTAMP, columnName = "deleted_at")
class HibernateSoftDelete {
    @Id
    Long id;

    String owner;

    String title;
}
