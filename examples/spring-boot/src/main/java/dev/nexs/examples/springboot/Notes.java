package dev.nexs.examples.springboot;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** An ordinary service. */
@Service
class Notes {

    private final NoteRepository repository;

    Notes(NoteRepository repository) {
        this.repository = repository;
    }

    @Transactional
    public String write(String text) {
        repository.save(new Note(text));
        return repository.server();
    }

    @Transactional(readOnly = true)
    public String read() {
        return repository.count() + " on " + repository.server();
    }
}
