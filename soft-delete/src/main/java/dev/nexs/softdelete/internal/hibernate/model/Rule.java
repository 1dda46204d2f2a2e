package dev.nexs.softdelete.internal.hibernate.model;

import dev.nexs.softdelete.RemovalRule;

/**
 * What a removal of a target means for one association that refers to it.
 *
 * @param owner the entity that has the association
 * @param path the association, with dots where it is in an embeddable
 * @param target the root of the entities that it refers to
 * @param rule what is to happen
 */
public record Rule(String owner, String path, String target, RemovalRule rule) {}
