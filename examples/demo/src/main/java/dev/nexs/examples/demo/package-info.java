/** The tour: one cluster, one scene per feature. Each scene is a class that reads on its own. */
@NullMarked
package dev.nexs.examples.demo;

import org.jspecify.annotations.NullMarked;
