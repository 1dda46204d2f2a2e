/** A Spring Boot application with nothing of Nexs in it but the dependency. */
@NullMarked
package dev.nexs.examples.springboot;

import org.jspecify.annotations.NullMarked;
