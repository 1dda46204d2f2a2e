/** How the module gets into Hibernate: services that are found on the class path, and the parsed settings. */
@NullMarked
package dev.nexs.associations.internal.hibernate.boot;

import org.jspecify.annotations.NullMarked;
