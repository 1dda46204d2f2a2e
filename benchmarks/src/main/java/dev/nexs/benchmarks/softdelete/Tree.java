package dev.nexs.benchmarks.softdelete;

import dev.nexs.softdelete.SoftDeletable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.util.List;

/** Owners with folders with pages: what a removal takes along. */
final class Tree {

    private Tree() {}

    @Entity(name = "TreeOwner")
    @Table(name = "tree_owner")
    @SoftDeletable
    static class Owner {
        @Id
        Long id;

        String name;

        @OneToMany(mappedBy = "owner", cascade = CascadeType.ALL)
        List<Folder> folders;
    }

    @Entity(name = "TreeFolder")
    @Table(name = "tree_folder")
    @SoftDeletable
    static class Folder {
        @Id
        Long id;

        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Owner owner;

        @OneToMany(mappedBy = "folder", cascade = CascadeType.ALL)
        List<Page> pages;
    }

    @Entity(name = "TreePage")
    @Table(name = "tree_page")
    @SoftDeletable
    static class Page {
        @Id
        Long id;

        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Folder folder;
    }
}
