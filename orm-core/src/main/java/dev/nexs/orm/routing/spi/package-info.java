/** What an own load balancer implements and sees. */
@NullMarked
package dev.nexs.orm.routing.spi;

import org.jspecify.annotations.NullMarked;
