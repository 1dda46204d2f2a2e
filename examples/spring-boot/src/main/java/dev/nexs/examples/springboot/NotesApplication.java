package dev.nexs.examples.springboot;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An ordinary application: nothing of Nexs is in it. */
@SpringBootApplication
class NotesApplication {}
