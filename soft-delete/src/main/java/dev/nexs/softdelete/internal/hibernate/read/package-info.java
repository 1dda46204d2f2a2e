/**
 * Reads: listeners and loaders that tell a find from the resolving of a reference, the checks of what a reference may
 * lead to, and the translator that restricts the subqueries which Hibernate leaves unrestricted.
 */
@NullMarked
package dev.nexs.softdelete.internal.hibernate.read;

import org.jspecify.annotations.NullMarked;
