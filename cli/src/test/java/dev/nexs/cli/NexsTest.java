package dev.nexs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class NexsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db1/app?user=a&password=geheim",
                "postgres://a:geheim@db1/app",
                "jdbc:postgresql://db1/app?sslpassword=geheim"
            })
    void aPasswordAmongTheArgumentsIsRefusedAndNotRepeated(String url) {
        Command command = Command.run("doctor", "--url", url);

        assertThat(command.code()).isEqualTo(2);
        assertThat(command.err()).contains("NEXS_PASSWORD or --password-file").doesNotContain("geheim");
        assertThat(command.out()).isEmpty();
    }

    @Test
    void thereIsNoOptionForAPassword() {
        assertThat(allOptions(new CommandLine(new Nexs()))).doesNotContain("--password");
    }

    private static java.util.List<String> allOptions(CommandLine line) {
        java.util.List<String> names =
                new java.util.ArrayList<>(line.getCommandSpec().optionsMap().keySet());
        line.getSubcommands().values().forEach(each -> names.addAll(allOptions(each)));
        return names;
    }

    @Test
    void aWrongSettingIsAFindingAndNothingIsAsked(@org.junit.jupiter.api.io.TempDir Path folder) throws Exception {
        Path config = folder.resolve("nexs.properties");
        Files.writeString(config, "nexs.url=jdbc:postgresql://127.0.0.1:1/app\nnexs.pool.maximum-size=many\n");

        Command command = Command.run("doctor", "--config", config.toString(), "--json");

        assertThat(command.code()).isEqualTo(1);
        assertThat(command.json().at("/findings/0/id").asString()).isEqualTo("settings.invalid");
        assertThat(command.json().at("/findings/0/evidence").asString()).contains("nexs.pool.maximum-size", "many");
    }

    @Test
    void withoutADatabaseItSaysHowToNameOne() {
        Command command = Command.run("doctor");

        assertThat(command.code()).isEqualTo(2);
        assertThat(command.err()).contains("--url", "NEXS_URL");
    }

    @Test
    void aWordThatIsNoCommandIsRefused() {
        assertThat(Command.run("doctr").code()).isEqualTo(2);
    }

    @Test
    void theHelpOfEveryCommandStandsInTheGuide() throws Exception {
        String guide = Files.readString(Path.of("..", "docs", "cli.md"));
        CommandLine line = new CommandLine(new Nexs());

        line.getSubcommands().forEach((name, command) -> {
            assertThat(guide).contains("nexs " + name);
            command.getSubcommands().keySet().stream()
                    .filter(each -> !each.equals("help"))
                    .forEach(each -> assertThat(guide).contains("nexs " + name + " " + each));
        });
        assertThat(Command.run("--help").out()).contains("Exit codes:", "doctor", "migrate");
        assertThat(Command.run("generate-completion").out()).contains("complete -F");
    }

    @Test
    void namesOfTheDatabaseBecomeNamesOfJava() {
        assertThat(EntitySources.className("order_line")).isEqualTo("OrderLine");
        assertThat(EntitySources.fieldName("class")).isEqualTo("class_");
        assertThat(EntitySources.className("2fa")).isEqualTo("T2fa");
    }
}
