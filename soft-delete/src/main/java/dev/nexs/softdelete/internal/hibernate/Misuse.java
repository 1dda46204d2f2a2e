package dev.nexs.softdelete.internal.hibernate;

import org.hibernate.mapping.RootClass;

/** Says what is wrong with a mapping, in sentences. */
final class Misuse {

    private Misuse() {}

    static void check(RootClass root, Declaration declaration) {}
}
