/** The variants of Hibernate's persisters, in which reads, writes and caches meet, and which mapping gets which. */
@NullMarked
package dev.nexs.softdelete.internal.hibernate.persister;

import org.jspecify.annotations.NullMarked;
