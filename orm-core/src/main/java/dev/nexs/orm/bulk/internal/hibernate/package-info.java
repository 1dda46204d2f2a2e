/** Where bulk loads read Hibernate's metamodel, its SPI included. Not for applications. */
@org.jspecify.annotations.NullMarked
package dev.nexs.orm.bulk.internal.hibernate;
