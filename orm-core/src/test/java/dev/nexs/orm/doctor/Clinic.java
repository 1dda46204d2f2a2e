package dev.nexs.orm.doctor;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.OneToMany;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Any;
import org.hibernate.annotations.AnyDiscriminator;
import org.hibernate.annotations.AnyDiscriminatorValue;
import org.hibernate.annotations.AnyKeyJavaClass;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Entities with most of what users map. */
final class Clinic {

    private Clinic() {}

    enum Kind {
        DOG,
        CAT
    }

    enum Mood {
        CALM,
        WILD
    }

    @Entity(name = "Owner")
    @Table(name = "owner", indexes = @Index(name = "owner_by_city", columnList = "city"))
    @NamedQuery(name = "Owner.byCity", query = "from Owner where city = :city")
    @NamedQuery(name = "Owner.byName", query = "from Owner where name in :names")
    static class Owner {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "owner")
        @SequenceGenerator(name = "owner", sequenceName = "owner_ids", allocationSize = 50)
        Long id;

        @Column(length = 80, nullable = false, unique = true)
        String name;

        String city;

        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, Object> card;

        String[] tags;

        @Column(precision = 10, scale = 2)
        BigDecimal due;

        @ColumnDefault("0")
        int visits;

        Instant seen;

        @OneToMany(mappedBy = "owner")
        List<Pet> pets = new ArrayList<>();
    }

    @Entity(name = "Pet")
    @Table(name = "pet")
    static class Pet {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Enumerated(EnumType.STRING)
        Kind kind;

        @JdbcTypeCode(SqlTypes.NAMED_ENUM)
        Mood mood;

        LocalDate born;

        UUID chip;

        @ManyToOne(fetch = FetchType.LAZY, optional = false)
        Owner owner;

        @Any
        @AnyDiscriminator
        @AnyDiscriminatorValue(discriminator = "owner", entity = Owner.class)
        @AnyKeyJavaClass(Long.class)
        @Column(name = "about_type")
        @jakarta.persistence.JoinColumn(name = "about_id")
        Object about;
    }
}
