package io.eligo;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ArchitectureTest {
    private static final ApplicationModules MODULES = ApplicationModules.of(EligoApplication.class);

    private static final Set<String> LOCALE_DEPENDENT_METHODS = Set.of(
            "java.lang.String.formatted([Ljava.lang.Object;)",
            "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
            "java.lang.String.toLowerCase()",
            "java.lang.String.toUpperCase()",
            "java.io.PrintStream.printf(java.lang.String, [Ljava.lang.Object;)",
            "java.io.PrintStream.format(java.lang.String, [Ljava.lang.Object;)",
            "java.io.PrintWriter.printf(java.lang.String, [Ljava.lang.Object;)",
            "java.io.PrintWriter.format(java.lang.String, [Ljava.lang.Object;)",
            "java.util.Formatter.<init>()",
            "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)",
            "java.text.NumberFormat.getInstance()",
            "java.text.DecimalFormat.<init>(java.lang.String)");

    // The exceptions, the variable, and the text up to the end of the block.
    private static final Pattern CATCH =
            Pattern.compile("catch \\(([^)]*?)\\s+(\\w+)\\) \\{(.*?)\\n *}", Pattern.DOTALL);

    private static final Pattern FORMAT_EXCEPTION = Pattern.compile(
            "InterruptedException|TimeoutException|URISyntaxException|IllegalArgumentException|NumberFormatException|DateTimeException|DateTimeParseException|UnknownSpelling"
                    + "|InvalidMediaTypeException|BufferUnderflowException|UnknownHostException|EmptyResultDataAccessException"
                    + "|HttpMessageNotReadableException|URISyntaxException");

    private static final String DEBUG_CALL = "\\blog\\.(?:debug|trace)\\(";

    private static final Pattern LIFECYCLE_METHOD =
            Pattern.compile("@(?:Before|After)(?:Each|All)\\b[^@]*?\\n    }\\n");

    @Test
    void modulesUseOnlyTheirAllowedDependencies() {
        MODULES.verify();
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

    /** Another clock would give instants that are not truncated to the microseconds of the database. */
    @Test
    void onlyThePlatformReadsTheClockThatDecidesWindows() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.eligo.platform..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(mainClasses());
    }

    /** Threads are named, bounded, and stopped in order. A partitioned step is bounded by its job file. */
    @Test
    void onlyThePlatformCreatesThreads() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.eligo.platform..")
                .and()
                .doNotHaveSimpleName("StepFactory")
                .should()
                .callConstructorWhere(target(owner(assignableTo(Thread.class).or(assignableTo(Executor.class)))))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Executors.class)
                .orShould()
                .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
                .orShould()
                .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
                .check(mainClasses());
    }

    private static JavaClasses mainClasses() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.eligo");
    }

    /** SQL, JSON, ids and logs are formatted with the same digits and letters on every machine. */
    @Test
    void nothingIsFormattedInTheDefaultLocale() {
        assertThat(mainClasses().stream()
                        .flatMap(one -> one.getCodeUnitAccessesFromSelf().stream())
                        .filter(call -> LOCALE_DEPENDENT_METHODS.contains(
                                call.getTarget().getFullName()))
                        .map(JavaCodeUnitAccess::getDescription))
                .isEmpty();
    }

    /** {@code spring-boot:test-run} fails where there are two main classes: it cannot choose. */
    @Test
    void thereIsOneMainClassAmongTheTests() throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            var mains = new ArrayList<String>();
            for (Path source : sources) {
                if (Files.readString(source).contains("public static " + "void main(")) {
                    mains.add(source.getFileName().toString());
                }
            }
            assertThat(mains).containsExactly("TestEligoApplication.java");
        }
    }

    /** Background work locks the same tables: see {@link io.eligo.servers.TableCleaner}. */
    @Test
    void lifecycleMethodsTruncateOnlyThroughTheTableCleaner() throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(LIFECYCLE_METHOD
                                    .matcher(Files.readString(file))
                                    .results())
                            .as("%s", file)
                            .noneMatch(method -> method.group().contains("TRUNCATE ")));
        }
    }

    /**
     * A failure is rethrown, reported or logged with its cause. Exceptions that only say that a text has another format
     * are answers, not failures. A message at debug has the exception as its last argument, so that its stack trace is logged.
     */
    @Test
    void noFailureIsSwallowed() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(CATCH.matcher(Files.readString(file))
                                    .results()
                                    .filter(block -> !FORMAT_EXCEPTION
                                            .matcher(block.group(1))
                                            .find())
                                    .filter(ArchitectureTest::isSwallowed)
                                    .map(block -> block.group(1) + ":"
                                            + block.group(3).strip()))
                            .as("%s", file)
                            .isEmpty());
        }
    }

    private static boolean isSwallowed(MatchResult block) {
        String failure = "\\b" + block.group(2) + "\\b";
        String body = block.group(3);
        return !contains(body, failure + "|\\bthrow\\b|\\breturn BAD_ARGUMENTS\\b")
                || contains(body, DEBUG_CALL) && !contains(body, DEBUG_CALL + ".*" + failure + "\\);");
    }

    private static boolean contains(String text, String regex) {
        return Pattern.compile(regex, Pattern.DOTALL).matcher(text).find();
    }
}
