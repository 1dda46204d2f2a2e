package dev.nexs.types.json;

import java.util.List;

/** A record whose list can be changed behind its back. */
public record Settings(String theme, int size, List<String> tabs) {}
