package dev.nexs.examples.associations;

/** What may have tags. */
interface Taggable {}
