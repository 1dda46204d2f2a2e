package dev.nexs.softdelete;

import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** The entities of {@link ModelIT}: three levels of ownership, a joined subclass, marked link rows and elements. */
final class ModelGraph {

    private ModelGraph() {}

    @MappedSuperclass
    abstract static class Named {
        @Id
        Integer id;

        @Version
        int version;

        String name;

        /** Within the entity, where bytecode enhancement sees it. */
        void rename(String to) {
            name = to;
        }
    }

    @Entity(name = "Folder")
    @Inheritance(strategy = InheritanceType.JOINED)
    @SoftDeletable
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Folder extends Named {

        @OneToMany(mappedBy = "folder", cascade = CascadeType.ALL)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Paper> papers = new HashSet<>();

        @ManyToMany
        @SoftDeletable
        @JoinTable(name = "folder_tags")
        Set<Tag> tags = new HashSet<>();

        @ElementCollection
        @SoftDeletable
        Set<String> words = new HashSet<>();

        Set<Paper> papers() {
            return papers;
        }

        Set<Tag> tags() {
            return tags;
        }

        Set<String> words() {
            return words;
        }

        void replaceWords(Set<String> by) {
            words = by;
        }
    }

    @Entity(name = "Archive")
    static class Archive extends Folder {
        String shelf;
    }

    @Entity(name = "Paper")
    @SoftDeletable
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Paper extends Named {

        @ManyToOne(fetch = FetchType.LAZY, optional = false)
        Folder folder;

        @OneToMany(mappedBy = "paper", cascade = CascadeType.ALL, orphanRemoval = true)
        Set<Note> notes = new HashSet<>();

        Set<Note> notes() {
            return notes;
        }
    }

    @Entity(name = "Note")
    @SoftDeletable
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Note extends Named {

        @ManyToOne(fetch = FetchType.LAZY, optional = false)
        Paper paper;
    }

    @Entity(name = "Tag")
    @SoftDeletable
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Tag extends Named {

        @ManyToMany(mappedBy = "tags")
        Set<Folder> folders = new HashSet<>();
    }
}
