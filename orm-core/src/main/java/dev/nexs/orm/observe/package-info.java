/** What an operator asks: is it healthy, and if not, which node and why. */
@NullMarked
package dev.nexs.orm.observe;

import org.jspecify.annotations.NullMarked;
