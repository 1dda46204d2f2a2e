package dev.nexs.orm.bulk.internal;

import java.util.List;

/**
 * Turns objects into lines of tables. Used by one thread.
 *
 * @param <T> what the objects are
 */
public interface RowEncoder<T> extends AutoCloseable {

    /** {@return what rows are called in messages} */
    String subject();

    /** {@return the tables, parents first; the numbers of a segment's buffers are places in this list} */
    List<CopyTarget> targets();

    /** {@return what was found that is no hindrance} */
    List<String> warnings();

    /**
     * Appends the lines of one object.
     *
     * @throws UnsuitableValueException if it cannot be stored; lines begun for it are to be undone
     */
    void encode(T row, Segment into);

    @Override
    void close();
}
