/**
 * What is wrong with a cluster, a database and the mapping of it: {@link dev.nexs.orm.doctor.Doctor} looks, and each
 * {@link dev.nexs.orm.doctor.Finding} says what it saw and what to do.
 */
@NullMarked
package dev.nexs.orm.doctor;

import org.jspecify.annotations.NullMarked;
