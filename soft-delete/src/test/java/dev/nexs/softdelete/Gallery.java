package dev.nexs.softdelete;

import jakarta.persistence.Basic;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.LazyGroup;

/** The entities of {@link EnhancedLazyIT}: works that refer to a painter in each way there is. */
final class Gallery {

    private Gallery() {}

    @Entity(name = "Painter")
    @SoftDeletable
    @DynamicUpdate
    static class Painter {
        @Id
        Integer id;

        String name;

        @Version
        int version;

        @Basic(fetch = FetchType.LAZY)
        String biography;

        @Basic(fetch = FetchType.LAZY)
        @LazyGroup("letters")
        String letters;

        @OneToOne(mappedBy = "sitter", fetch = FetchType.LAZY)
        @LazyGroup("portrait")
        Photo portrait;

        @OneToOne(mappedBy = "owner")
        Photo own;

        @OneToMany(mappedBy = "painter", cascade = CascadeType.ALL, orphanRemoval = true)
        List<Photo> photos = new ArrayList<>();

        @DeletedAt
        Instant deletedAt;

        Painter() {}

        Painter(Integer id) {
            this.id = id;
            this.name = "painter " + id;
            this.biography = "biography " + id;
            this.letters = "letters " + id;
        }
    }

    @Entity(name = "Photo")
    @SoftDeletable
    static class Photo {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        Painter painter;

        @OneToOne(fetch = FetchType.LAZY)
        Painter sitter;

        @OneToOne(fetch = FetchType.LAZY)
        Painter owner;

        Photo() {}

        Photo(Integer id, Painter painter, Painter sitter) {
            this.id = id;
            this.painter = painter;
            this.sitter = sitter;
            this.owner = sitter;
        }
    }

    /** What refers to a painter: its four ways, in owners of their own, so that an eager one loads nothing for a lazy one. */
    interface Work {
        Painter painter();

        void title(String title);
    }

    @Entity(name = "Painting")
    static class Painting implements Work {
        @Id
        Integer id;

        String title;

        @Basic(fetch = FetchType.LAZY)
        String notes;

        @ManyToOne(fetch = FetchType.LAZY)
        Painter painter;

        Painting() {}

        Painting(Integer id, Painter painter) {
            this.id = id;
            this.notes = "notes " + id;
            this.painter = painter;
        }

        @Override
        public Painter painter() {
            return painter;
        }

        @Override
        public void title(String title) {
            this.title = title;
        }
    }

    @Entity(name = "Etching")
    static class Etching implements Work {
        @Id
        Integer id;

        String title;

        @ManyToOne(fetch = FetchType.LAZY, optional = false)
        Painter painter;

        Etching() {}

        Etching(Integer id, Painter painter) {
            this.id = id;
            this.painter = painter;
        }

        @Override
        public Painter painter() {
            return painter;
        }

        @Override
        public void title(String title) {
            this.title = title;
        }
    }

    @Entity(name = "Fresco")
    static class Fresco implements Work {
        @Id
        Integer id;

        String title;

        @ManyToOne(fetch = FetchType.EAGER)
        Painter painter;

        Fresco() {}

        Fresco(Integer id, Painter painter) {
            this.id = id;
            this.painter = painter;
        }

        @Override
        public Painter painter() {
            return painter;
        }

        @Override
        public void title(String title) {
            this.title = title;
        }
    }

    @Entity(name = "Mosaic")
    static class Mosaic implements Work {
        @Id
        Integer id;

        String title;

        @ManyToOne(fetch = FetchType.EAGER, optional = false)
        Painter painter;

        Mosaic() {}

        Mosaic(Integer id, Painter painter) {
            this.id = id;
            this.painter = painter;
        }

        @Override
        public Painter painter() {
            return painter;
        }

        @Override
        public void title(String title) {
            this.title = title;
        }
    }

    @Entity(name = "Sketch")
    static class Sketch implements Work {
        @Id
        Integer id;

        String title;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnTrashed(TrashedReference.HIDE)
        Painter painter;

        Sketch() {}

        Sketch(Integer id, Painter painter) {
            this.id = id;
            this.painter = painter;
        }

        @Override
        public Painter painter() {
            return painter;
        }

        @Override
        public void title(String title) {
            this.title = title;
        }
    }

    @Entity(name = "Print")
    static class Print implements Work {
        @Id
        Integer id;

        String title;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnTrashed(TrashedReference.FAIL)
        Painter painter;

        Print() {}

        Print(Integer id, Painter painter) {
            this.id = id;
            this.painter = painter;
        }

        @Override
        public Painter painter() {
            return painter;
        }

        @Override
        public void title(String title) {
            this.title = title;
        }
    }
}
