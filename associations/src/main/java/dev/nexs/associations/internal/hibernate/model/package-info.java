/** Paths, and where they lead in Hibernate's metamodel. */
@NullMarked
package dev.nexs.associations.internal.hibernate.model;

import org.jspecify.annotations.NullMarked;
