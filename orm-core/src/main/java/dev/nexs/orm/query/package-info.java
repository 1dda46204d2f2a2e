/** Rows of native queries as records and beans, in lists and in streams of bounded memory. */
@org.jspecify.annotations.NullMarked
package dev.nexs.orm.query;
