package dev.nexs.tenancy;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;

/** A shop that knows nothing of tenants: each has tables of its own. */
final class Shop {

    private Shop() {}

    @Entity(name = "Article")
    @Table(name = "article")
    static class Article {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        Long id;

        String name;

        @OneToMany(mappedBy = "article")
        List<Offer> offers = new ArrayList<>();

        Article() {}

        Article(String name) {
            this.name = name;
        }
    }

    @Entity(name = "Offer")
    @Table(name = "offer")
    static class Offer {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        Long id;

        int price;

        @ManyToOne
        Article article;

        Offer() {}

        Offer(Article article, int price) {
            this.article = article;
            this.price = price;
        }
    }
}
