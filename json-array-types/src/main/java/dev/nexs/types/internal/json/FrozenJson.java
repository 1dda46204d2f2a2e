package dev.nexs.types.internal.json;

/**
 * The snapshot of a value that can be copied neither by its structure nor by its JSON, because what Jackson reads back is
 * not what it wrote: some member is written and not read.
 *
 * @param json what Jackson wrote
 */
record FrozenJson(String json) {

    @Override
    public String toString() {
        return "a document of " + json.length() + " characters";
    }
}
