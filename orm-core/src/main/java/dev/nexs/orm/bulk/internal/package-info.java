/** How rows become COPY's formats and reach the server. Not for applications. */
@org.jspecify.annotations.NullMarked
package dev.nexs.orm.bulk.internal;
