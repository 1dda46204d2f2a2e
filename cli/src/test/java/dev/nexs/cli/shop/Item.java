package dev.nexs.cli.shop;

import dev.nexs.softdelete.Retention;
import dev.nexs.softdelete.SoftDeletable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An entity as an application has it. */
@Entity
@Table(name = "item")
@SoftDeletable
@Retention("1h")
public class Item {

    @Id
    public Long id;

    public String name;
}
