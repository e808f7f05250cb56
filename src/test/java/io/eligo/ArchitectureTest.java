package io.eligo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

class ArchitectureTest {
    private static final ApplicationModules ROOMS = ApplicationModules.of(EligoApplication.class);

    @Test
    void roomsTouchOnlyWhatTheirSignsAllow() {
        ROOMS.verify();
    }

    @Test
    void rulesArePure() {
        JavaClasses rules = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.eligo.rules");
        noClasses()
                .that()
                .doNotHaveSimpleName("package-info")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..", "java.sql..", "javax.sql..", "tools.jackson..", "com.fasterxml..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .check(rules);
    }

    @Test
    void theReadmeNamesEveryRoomAndJobAndNoOther() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(ROOMS.stream().map(ApplicationModule::getIdentifier).map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(firstCells(readme, "## Rooms"));
        try (var files = Files.list(Path.of("jobs"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yml", "")))
                    .containsExactlyInAnyOrderElementsOf(firstCells(readme, "## Jobs"));
        }
    }

    private static List<String> firstCells(String readme, String heading) {
        return readme.substring(readme.indexOf(heading))
                .lines()
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
    }
}
