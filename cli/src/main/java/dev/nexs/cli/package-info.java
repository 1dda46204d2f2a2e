/**
 * The {@code nexs} command. {@link dev.nexs.cli.Nexs} is its main class; each other class is a command or what commands
 * share.
 */
@NullMarked
package dev.nexs.cli;

import org.jspecify.annotations.NullMarked;
