package dev.nexs.examples.demo;

/** What the datasource found out by itself. */
final class ClusterScene implements Scene {

    @Override
    public String title() {
        return "One URL with three hosts; who is the primary was discovered";
    }

    @Override
    public void play(Stage stage) {
        stage.dataSource()
                .cluster()
                .nodes()
                .forEach(node -> stage.say(
                        "%-16s %-8s %-7s %s", node.id(), node.role(), node.state(), String.valueOf(node.position())));
    }
}
