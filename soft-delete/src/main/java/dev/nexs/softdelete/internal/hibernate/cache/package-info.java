/** What the second-level cache, and the natural ids that a session knows, may hold: live rows only. */
@NullMarked
package dev.nexs.softdelete.internal.hibernate.cache;

import org.jspecify.annotations.NullMarked;
