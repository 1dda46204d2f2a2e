package dev.nexs.examples.demo;

/** One stop of the tour. */
interface Scene {

    /** {@return what the scene shows, in a few words} */
    String title();

    /** Plays it. An exception ends the tour: the demo shows nothing that did not happen. */
    void play(Stage stage) throws Exception;
}
