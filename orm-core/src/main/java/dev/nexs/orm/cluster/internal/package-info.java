/** How the cluster watches its nodes. Nobody's business but the datasource's and the router's. */
@NullMarked
package dev.nexs.orm.cluster.internal;

import org.jspecify.annotations.NullMarked;
