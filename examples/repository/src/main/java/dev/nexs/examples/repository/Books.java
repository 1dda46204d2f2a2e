package dev.nexs.examples.repository;

import jakarta.data.repository.By;
import jakarta.data.repository.Delete;
import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.OrderBy;
import jakarta.data.repository.Query;
import jakarta.data.repository.Repository;
import jakarta.data.repository.Save;
import java.util.List;
import java.util.Optional;

/** A Jakarta Data repository; {@code Books_} is generated when this is compiled. */
@Repository
public interface Books {

    /** Adds a book. */
    @Insert
    void add(Book book);

    /** Adds or changes a book. */
    @Save
    void save(Book book);

    /** Removes a book. */
    @Delete
    void remove(Book book);

    /** {@return the book of this number} */
    @Find
    Optional<Book> byIsbn(@By("isbn") String isbn);

    /** {@return books of a year, by title} */
    @Find
    @OrderBy("title")
    List<Book> ofYear(@By("year") int year);

    /** {@return titles that contain a text} */
    @Query("select title from Book where title like :pattern order by title")
    List<String> titles(String pattern);
}
