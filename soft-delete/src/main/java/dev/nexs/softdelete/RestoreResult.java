package dev.nexs.softdelete;

import java.util.List;

/**
 * What a restore did.
 *
 * @param rows how many rows, of any entity, left the trash
 * @param conflicts why rows stayed there, if {@link RestoreOptions.OnConflict#REPORT} was asked for
 */
public record RestoreResult(int rows, List<RestoreConflictException> conflicts) {}
