package dev.nexs.softdelete;

import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.PreRemove;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** Authors that go to the trash, and what refers to them in every way that has a foreign key to lose. */
final class Library {

    static final Class<?>[] ENTITIES = {
        Author.class,
        ByCode.class,
        EagerByCode.class,
        FailByCode.class,
        Hiding.class,
        Required.class,
        Framed.class,
        Owning.class,
        Shelf.class,
        Reader.class,
        Card.class,
        Chain.class
    };

    private Library() {}

    @Entity(name = "Author")
    @SoftDeletable
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Author {
        @Id
        Integer id;

        @Version
        int version;

        @Column(unique = true)
        String code;

        @ManyToOne(fetch = FetchType.LAZY)
        Shelf shelf;

        Author() {}

        Author(int id) {
            this.id = id;
            this.code = "code " + id;
        }

        /** Through a proxy too. */
        String code() {
            return code;
        }
    }

    @Entity(name = "ByCode")
    static class ByCode {
        @Id
        Integer id;

        String title;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(referencedColumnName = "code")
        Author author;
    }

    @Entity(name = "EagerByCode")
    static class EagerByCode {
        @Id
        Integer id;

        String title;

        @ManyToOne(fetch = FetchType.EAGER)
        @JoinColumn(referencedColumnName = "code")
        Author author;
    }

    @Entity(name = "FailByCode")
    static class FailByCode {
        @Id
        Integer id;

        String title;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(referencedColumnName = "code")
        @OnTrashed(TrashedReference.FAIL)
        Author author;
    }

    @Entity(name = "Hiding")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Hiding {
        @Id
        Integer id;

        @Version
        int version;

        String title;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnTrashed(TrashedReference.HIDE)
        Author author;
    }

    @Entity(name = "Required")
    static class Required {
        @Id
        Integer id;

        String title;

        @ManyToOne(fetch = FetchType.LAZY, optional = false)
        @OnTrashed(TrashedReference.HIDE)
        Author author;
    }

    @Embeddable
    static class Frame {
        String material;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnTrashed(TrashedReference.FAIL)
        Author author;
    }

    @Entity(name = "Framed")
    static class Framed {
        @Id
        Integer id;

        @Embedded
        Frame frame = new Frame();
    }

    /** Removal, merging and orphans reach the author. */
    @Entity(name = "Owning")
    static class Owning {
        @Id
        Integer id;

        String title;

        @OneToOne(fetch = FetchType.LAZY, cascade = CascadeType.ALL, orphanRemoval = true)
        Author author;
    }

    /** Collections of every kind that this side writes. */
    @Entity(name = "Shelf")
    static class Shelf {
        @Id
        Integer id;

        String title;

        @OneToMany
        @JoinColumn(name = "owner_id")
        Set<Card> cards = new HashSet<>();

        @OneToMany
        @JoinColumn(name = "box_id")
        @OrderColumn(name = "box_position")
        List<Card> box = new ArrayList<>();

        @ManyToMany
        @JoinTable(name = "shelf_set")
        Set<Author> set = new HashSet<>();

        @ManyToMany
        @JoinTable(name = "shelf_bag")
        List<Author> bag = new ArrayList<>();

        @ManyToMany
        @JoinTable(name = "shelf_list")
        @OrderColumn(name = "position")
        List<Author> list = new ArrayList<>();
    }

    @Entity(name = "Card")
    @SoftDeletable
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    static class Card {
        @Id
        Integer id;

        Card() {}

        Card(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Reader")
    @SoftDeletable
    static class Reader {
        @Id
        Integer id;

        @OneToOne
        Author favourite;

        Reader() {}

        Reader(int id, Author favourite) {
            this.id = id;
            this.favourite = favourite;
        }
    }

    /** Removing the first link of a chain removes another entity from a callback, and then goes on. */
    @Entity(name = "Chain")
    @SoftDeletable
    static class Chain {
        static Runnable onRemove = () -> {};

        @Id
        Integer id;

        @OneToMany(cascade = CascadeType.ALL)
        @JoinColumn(name = "before_id")
        Set<Chain> next = new HashSet<>();

        Chain() {}

        Chain(int id) {
            this.id = id;
        }

        @PreRemove
        void removed() {
            if (id == 1) {
                onRemove.run();
            }
        }
    }
}
