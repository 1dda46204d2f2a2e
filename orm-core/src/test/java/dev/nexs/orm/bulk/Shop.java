package dev.nexs.orm.bulk;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.PrePersist;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.type.SqlTypes;

/** A model with what users map. */
final class Shop {

    private Shop() {}

    static final Class<?>[] ENTITIES = {
        Everything.class,
        Customer.class,
        Order.class,
        Animal.class,
        Cat.class,
        Dog.class,
        Vehicle.class,
        Car.class,
        Ticket.class,
        Shelf.class,
        Gone.class,
        Ranged.class
    };

    enum Colour {
        RED,
        GREEN,
        BLUE
    }

    record Money(long cents) {}

    static class MoneyConverter implements AttributeConverter<Money, Long> {
        @Override
        public Long convertToDatabaseColumn(Money money) {
            return money == null ? null : money.cents();
        }

        @Override
        public Money convertToEntityAttribute(Long cents) {
            return cents == null ? null : new Money(cents);
        }
    }

    @Embeddable
    static class Address {
        String street;

        @Column(name = "zip_code")
        String zip;

        @Embedded
        Point point;

        Address() {}

        Address(String street, String zip, Point point) {
            this.street = street;
            this.zip = zip;
            this.point = point;
        }
    }

    @Embeddable
    record Point(double x, double y) {}

    @Entity(name = "Everything")
    @Table(name = "everything")
    static class Everything {
        @Id
        long id;

        boolean flag;
        byte tiny;
        short small;
        int number;
        float single;
        double twice;
        Integer maybe;
        Boolean perhaps;
        char letter;

        @Column(precision = 30, scale = 10)
        BigDecimal amount;

        BigInteger huge;
        String text;
        UUID uuid;
        byte[] bytes;
        LocalDate day;
        LocalTime time;
        LocalDateTime local;
        Instant instant;

        @Column(name = "with_offset")
        OffsetDateTime offset;

        ZonedDateTime zoned;
        Duration duration;

        @Enumerated(EnumType.STRING)
        Colour named;

        @Enumerated(EnumType.ORDINAL)
        Colour numbered;

        @Convert(converter = MoneyConverter.class)
        Money price;

        @Embedded
        Address address;

        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, Object> document;

        String[] words;
        int[] numbers;
        List<UUID> uuids;
        Colour[] colours;

        @Column(name = "\"Odd \"\"name\"\"\"")
        String odd;
    }

    @Entity(name = "Customer")
    @Table(name = "customer")
    static class Customer {
        @Id
        @GeneratedValue
        Long id;

        @Version
        long version;

        @Column(nullable = false)
        String name;

        @Column(unique = true)
        String email;

        @CreationTimestamp
        Instant createdAt;

        int score = 7;

        @ElementCollection
        List<String> tags = new ArrayList<>();

        transient boolean seen;

        Customer() {}

        Customer(String name, String email) {
            this.name = name;
            this.email = email;
        }

        @PrePersist
        void see() {
            seen = true;
        }
    }

    @Entity(name = "Order")
    @Table(name = "orders")
    @SecondaryTable(name = "order_note")
    static class Order {
        @Id
        @UuidGenerator
        UUID id;

        @ManyToOne(fetch = FetchType.LAZY)
        Customer customer;

        @Column(precision = 12, scale = 2)
        BigDecimal total;

        @Column(table = "order_note")
        String note;

        Order() {}

        Order(Customer customer, String total, String note) {
            this.customer = customer;
            this.total = new BigDecimal(total);
            this.note = note;
        }
    }

    @Entity(name = "Animal")
    @Table(name = "animal")
    @DiscriminatorColumn(name = "kind")
    abstract static class Animal {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;
    }

    @Entity(name = "Cat")
    static class Cat extends Animal {
        Integer lives;
    }

    @Entity(name = "Dog")
    static class Dog extends Animal {
        String trick;
    }

    @Entity(name = "Vehicle")
    @Table(name = "vehicle")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Vehicle {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "vehicles")
        @SequenceGenerator(name = "vehicles", sequenceName = "vehicle_ids", allocationSize = 10)
        Integer id;

        String plate;
    }

    @Entity(name = "Car")
    @Table(name = "car")
    static class Car extends Vehicle {
        int doors;
    }

    @Entity(name = "Ticket")
    @Table(name = "ticket")
    static class Ticket {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String subject;
    }

    static class Place implements Serializable {
        private static final long serialVersionUID = 1L;
        String room;
        int row;

        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && place.row == row && Objects.equals(place.room, room);
        }

        @Override
        public int hashCode() {
            return Objects.hash(room, row);
        }
    }

    @Entity(name = "Shelf")
    @Table(name = "shelf")
    @IdClass(Place.class)
    static class Shelf {
        @Id
        String room;

        @Id
        @Column(name = "row_number")
        int row;

        String content;
    }

    @Entity(name = "Gone")
    @Table(name = "gone")
    @SoftDelete
    static class Gone {
        @Id
        long id;

        String name;
    }

    /** A type without a binary form here: the table takes the text format. */
    @Entity(name = "Ranged")
    @Table(name = "ranged")
    static class Ranged {
        @Id
        long id;

        @JdbcTypeCode(SqlTypes.INET)
        java.net.InetAddress address;

        @Column(columnDefinition = "text")
        String text;

        int[] numbers;
        byte[] bytes;
        Instant at;
    }
}
