/** How the router finds a connection. Nobody's business but the datasource's and the transactions'. */
@NullMarked
package dev.nexs.orm.routing.internal;

import org.jspecify.annotations.NullMarked;
