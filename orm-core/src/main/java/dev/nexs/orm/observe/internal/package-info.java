/** Where those who watch a datasource at work plug in. Internal; depends on nothing of this module. */
@NullMarked
package dev.nexs.orm.observe.internal;

import org.jspecify.annotations.NullMarked;
