/**
 * What is known at run time: which entities and collections are soft-deletable, the restriction that hides their trash,
 * the view that a read has of it, and what a session knows of its entities.
 */
@NullMarked
package dev.nexs.softdelete.internal.hibernate.model;

import org.jspecify.annotations.NullMarked;
