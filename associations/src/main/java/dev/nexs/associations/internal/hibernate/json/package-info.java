/**
 * One statement for a query and its associations: each path is a further column of the query, in which PostgreSQL has
 * gathered the path's rows as JSON. The rows are decoded by the driver and read by the loaders that preloading uses, so
 * that entities, collections, their order and their types are what a preload makes of them.
 */
@NullMarked
package dev.nexs.associations.internal.hibernate.json;

import org.jspecify.annotations.NullMarked;
