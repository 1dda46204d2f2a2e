package dev.nexs.boot.notes;

import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** An application that knows nothing of Nexs ORM. */
@SpringBootApplication
public class Notes {

    /** Transactions as everybody writes them. */
    @Service
    public static class NoteService {
        private final NoteRepository notes;

        NoteService(NoteRepository notes) {
            this.notes = notes;
        }

        @Transactional
        public String add(String text) {
            notes.save(new Note(text));
            return notes.onReplica() ? "replica" : "primary";
        }

        @Transactional(readOnly = true)
        public List<String> all() {
            return notes.findAll().stream().map(note -> note.text).toList();
        }

        @Transactional(readOnly = true)
        public String reader() {
            return notes.onReplica() ? "replica" : "primary";
        }
    }

    /** Over HTTP. */
    @RestController
    public static class NoteController {
        private final NoteService service;

        NoteController(NoteService service) {
            this.service = service;
        }

        @PostMapping("/notes")
        String add(@RequestBody String text) {
            return service.add(text);
        }

        @GetMapping("/notes")
        List<String> all() {
            return service.all();
        }

        @GetMapping("/reader")
        String reader() {
            return service.reader();
        }
    }
}
