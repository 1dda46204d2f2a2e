/** How the module gets into Hibernate: what asks whether it is used, and then adds what is asked for. */
@NullMarked
package dev.nexs.associations.internal.hibernate.boot;

import org.jspecify.annotations.NullMarked;
