package dev.nexs.examples.json;

import dev.nexs.types.GinIndex;
import dev.nexs.types.GinOps;
import dev.nexs.types.JsonSchema;
import dev.nexs.types.JsonbColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The profile needs neither {@code equals} nor {@code Serializable}. */
@Entity
@GinIndex(columns = "profile", ops = GinOps.JSONB_PATH)
public class Customer {

    @Id
    long id;

    @JsonbColumn(partialUpdate = true)
    @JsonSchema("schemas/profile.json")
    @Nullable
    Profile profile;

    /** For Hibernate. */
    public Customer() {}

    Customer(long id, Profile profile) {
        this.id = id;
        this.profile = profile;
    }

    Profile profile() {
        if (profile == null) {
            throw new IllegalStateException("customer " + id + " has no profile");
        }
        return profile;
    }

    /** What is known of a customer. */
    public static class Profile {

        /** How the customer is called. */
        public String name = "";

        /** In years. */
        public int age;

        /** What the customer said. */
        public String story = "";

        /** What the customer likes. */
        public List<String> interests = List.of();
    }
}
