package dev.nexs.benchmarks.bulk;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.LocalDateTime;

/** Five narrow columns, about 60 bytes. */
@Entity
class Narrow {

    @Id
    long id;

    int number;
    String name;
    double price;
    LocalDateTime moment;

    Narrow() {}

    Narrow(long id) {
        this.id = id;
        number = (int) id;
        name = "name of " + id;
        price = id * 0.5;
        moment = LocalDateTime.of(2024, 1, 2, 3, 4, 5);
    }
}
