package io.eligo;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.eligo.platform.RetentionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.NamedInterface;

/**
 * The documents agree with the code: links, modules, jobs, public types, names of types and tests, and figures.
 * {@code -Ddocs.update=true} writes the table of public types instead of comparing it.
 */
class DocumentsTest {
    private static final ApplicationModules MODULES = ApplicationModules.of(EligoApplication.class);

    private static final Path SOURCES = Path.of("src/main/java/io/eligo");
    private static final Path ARCHITECTURE = Path.of("docs/architecture.md");
    private static final Path BENCHMARKS = Path.of("docs/benchmarks.md");
    private static final Path GLOSSARY = Path.of("docs/glossary.md");

    // A path ends in a letter, a digit or a slash: characters after it are punctuation of the sentence.
    private static final Pattern UNFINISHED =
            Pattern.compile("@@\\w*(?:@@)?|(?<![\\w./-])(?:\\./)?((?:jobs|ops|db-changelog)/(?:[\\w./-]*[\\w/])?)");

    // Within the repository: a file, a heading after #, or both.
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]+))?\\)");

    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    private static final Pattern TEST_NAME = Pattern.compile("`([A-Z]\\w*Test)`");
    private static final Pattern TYPE_NAME = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)`");

    private static final Pattern PATH_OF_TYPE = Pattern.compile("`((?:[a-z]\\w*[./])+[A-Z]\\w*)[`#]");
    private static final Pattern METHODS_OF_TYPE =
            Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:` \\((`\\w+`(?:, `\\w+`)*)\\)|[#.]([a-z]\\w*(?:\\(\\))?`))");

    /** In a comment whose lines were joined: a type with its package below {@code io.eligo}, and one without. */
    private static final Pattern CODE_OF_PACKAGED_TYPE = Pattern.compile("\\{@code ((?:[a-z]\\w*\\.)+[A-Z]\\w*)");

    private static final Pattern CODE_OF_TYPE = Pattern.compile("\\{@code ([A-Z]\\w*[a-z]\\w*)");

    /** Names that are not types of the project: of libraries, of the GraphQL schema, of a file. */
    private static final Set<String> OTHER_NAMES = Set.of(
            "DataAccessException", "Dockerfile", "IllegalStateException", "JdbcTemplate", "Job", "OfferConnection");

    private static final Pattern DOCUMENT = Pattern.compile("\\b(?:docs|ops/runbooks)/[\\w/-]+\\.md\\b");

    private static final Pattern TYPE = Pattern.compile("(?:class|record|interface|enum) ([A-Z]\\w*)");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A file of the changelog that contains changesets, and a table without a schema of its own. */
    private static final Pattern CHANGELOG_FILE = Pattern.compile("file: db-changelog/([\\w-]+\\.sql)");

    private static final Pattern WRITE =
            Pattern.compile("\\b(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE) ([a-z_]+(?:\\.[a-z_]+)?)\\b");

    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\w+) \\(");

    private static final String PUBLIC_TYPES = "<!-- public types -->\n";
    private static final String END_OF_PUBLIC_TYPES = "<!-- end of public types -->";

    /** The header of a column whose cells are figures of the benchmarks. */
    private static final String FIGURES = "measured";

    @Test
    void listExactlyTheModulesAndJobs() throws IOException {
        assertThat(MODULES.stream().map(ApplicationModule::getIdentifier).map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(firstCells(ARCHITECTURE, "## Modules"));
        try (var files = Files.list(Path.of("jobs"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yml", "")))
                    .containsExactlyInAnyOrderElementsOf(firstCells(Path.of("docs/operations.md"), "## Jobs"));
        }
    }

    @Test
    void theArchitectureListsTheFilesOfTheChangelogAndTheTablesOfTheModules() throws IOException {
        Set<String> files = findAll(CHANGELOG_FILE, Path.of("db-changelog/changelog.yaml"));
        assertThat(tableBelow("## Database changelog").stream()
                        .flatMap(row -> CODE.matcher(row.get(0)).results())
                        .map(name -> name.group(1))
                        .filter(name -> name.endsWith(".sql")))
                .containsExactlyInAnyOrderElementsOf(files);
        Set<String> tables = new HashSet<>();
        for (String file : files) {
            tables.addAll(findAll(TABLE, Path.of("db-changelog", file)));
        }
        tables.removeAll(findAll(TABLE, Path.of("ops/source-tables.sql")));
        assertThat(tableBelow("## Modules").stream()
                        .flatMap(row -> CODE.matcher(row.get(2)).results())
                        .map(name -> name.group(1)))
                .containsAll(tables);
    }

    /** {@code package-info.java} names the tables and schemas that the architecture assigns to the module. */
    @Test
    void theModulesNameTheTablesThatTheyOwn() throws IOException {
        for (List<String> row : tableBelow("## Modules")) {
            String module = CODE.matcher(row.get(0)).replaceAll("$1");
            String declared = joinCommentLines(Files.readString(SOURCES.resolve(Path.of(module, "package-info.java"))));
            assertThat(codes(row.get(2)))
                    .as("what the module %s owns", module)
                    .allSatisfy(table -> assertThat(declared).contains("{@code " + table + "}"));
        }
    }

    /** Source tables have other writers too, so only the other tables are checked. */
    @Test
    void aTableIsWrittenOnlyByTheModuleThatOwnsIt() throws IOException {
        var owners = new HashMap<String, String>();
        for (List<String> row : tableBelow("## Modules")) {
            codes(row.get(2)).forEach(table -> owners.put(table, row.get(0).replace("`", "")));
        }
        findAll(TABLE, Path.of("ops/source-tables.sql")).forEach(owners::remove);
        var foreign = new HashSet<String>();
        for (Path folder : List.of(SOURCES, Path.of("src/main/resources/sql"))) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.filter(DocumentsTest::isSource).toList()) {
                    String module = folder.relativize(file).getName(0).toString();
                    WRITE.matcher(Files.readString(file)).results().forEach(write -> {
                        String owner = owners.getOrDefault(
                                write.group(1), owners.get(write.group(1).replaceFirst("\\..*", "")));
                        if (owner != null && !owner.equals(module)) {
                            foreign.add(module + " writes " + write.group(1));
                        }
                    });
                }
            }
        }
        // The ids of erased users are removed from all records of jobs at once.
        assertThat(foreign).containsExactly("jobs writes batch.deferred_revocation");
    }

    @Test
    void theSizesOfTheConnectionPoolsAreThoseOfTheCode() throws IOException {
        String main = findOne("maximum-pool-size: (\\d+)", Path.of("src/main/resources/application.yml"));
        String reserved = findOne("POOL_SIZE = (\\d+);", findSource("ReservedConnections.java"));
        String shadow = findOne("MAX_SHADOWS = (\\d+);", findSource("Executors.java"));
        assertThat(Path.of("docs/adoption.md"))
                .content()
                .containsPattern("\\(" + main + "\\) connections to PostgreSQL, and " + reserved
                        + " \\[reserved]\\S* ones; [^.]*, " + shadow + " more\\.");
        assertThat(GLOSSARY).content().contains("| reserved connection | One of " + reserved + " connections ");
    }

    @Test
    void theLimitsOfRequestsNameEverySetting() throws IOException {
        String text = Files.readString(Path.of("docs/architecture/requests.md"));
        String limits = text.substring(text.indexOf("## Limits"), text.indexOf("## Which error"));
        assertThat(MarkdownTables.read(Path.of("docs/configuration.md")).stream()
                        .flatMap(List::stream)
                        .map(row -> row.get(0).replace("`", ""))
                        .filter(setting -> setting.startsWith("eligo.limits.")))
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(limits)
                        .containsAnyOf('`' + setting + '`', '`' + setting.replaceFirst("[^.]+$", "*") + '`'));
    }

    @Test
    void theRunbookOfRetentionListsEveryPeriod() throws IOException {
        assertThat(MarkdownTables.read(Path.of("ops/runbooks/retention.md")).get(0).stream()
                        .skip(1)
                        .map(row -> row.get(0).replace("`", "")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(RetentionSettings.class.getRecordComponents())
                        .map(period -> DataObjectPropertyName.toDashedForm(period.getName()))
                        .toList());
    }

    @Test
    void areFinishedAndNameOnlyFilesThatExist() throws IOException {
        for (Path document : documents()) {
            String text = Files.readString(document);
            assertThat(findUnfinished(text)).as("%s", document).isEmpty();
            for (MatchResult link : LINK.matcher(text).results().toList()) {
                Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
                assertThat(target).as("link in %s", document).exists();
                if (link.group(2) != null) {
                    assertThat(anchors(target)).as("link in %s", document).contains(link.group(2));
                }
            }
        }
    }

    @Test
    void placeholdersAndFilesThatDoNotExistAreFound() {
        assertThat(findUnfinished("""
                It takes @@SECONDS@@ s. See `jobs/import.yml`, ops/runbooks/ and (db-changelog/changelog.yaml).
                See `jobs/export.yml`, ./ops/nowhere/, db-changelog/changes/0000-nothing.sql.
                Not ours: src/main/java/io/eligo/jobs/Missing.java, https://example.org/ops/x
                """))
                .containsExactly(
                        "@@SECONDS@@", "jobs/export.yml", "ops/nowhere/", "db-changelog/changes/0000-nothing.sql");
    }

    @Test
    void theArchitectureListsThePublicTypesOfEachModule() throws IOException {
        String text = Files.readString(ARCHITECTURE);
        int begin = text.indexOf(PUBLIC_TYPES) + PUBLIC_TYPES.length();
        int end = text.indexOf(END_OF_PUBLIC_TYPES, begin);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(ARCHITECTURE, text.substring(0, begin) + publicTypes() + text.substring(end));
        } else {
            assertThat(text.substring(begin, end)).isEqualTo(publicTypes());
        }
    }

    /** One row for each named interface of a module: what the module may use, and the public top-level types. */
    private static String publicTypes() {
        var rows = new StringBuilder("| module | may use | public types |\n| --- | --- | --- |\n");
        MODULES.stream()
                .sorted(Comparator.comparing(module -> module.getIdentifier().toString()))
                .forEach(module -> module.getNamedInterfaces().stream()
                        .sorted(Comparator.comparing(api -> api.isUnnamed() ? "" : api.getName()))
                        .map(api -> publicTypes(module, api))
                        .forEach(rows::append));
        return rows.toString();
    }

    private static String publicTypes(ApplicationModule module, NamedInterface api) {
        String name = module.getIdentifier().toString();
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %s |\n",
                api.isUnnamed() ? name : name + " :: " + api.getName(),
                api.isUnnamed() ? code(allowedDependencies(module)) : "",
                code(api.asJavaClasses()
                        .filter(type ->
                                type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName)
                        .sorted()));
    }

    private static Stream<String> allowedDependencies(ApplicationModule module) {
        return Arrays.stream(module.getBasePackage()
                .getAnnotation(org.springframework.modulith.ApplicationModule.class)
                .orElseThrow()
                .allowedDependencies());
    }

    private static String code(Stream<String> names) {
        String list = names.map(name -> '`' + name + '`').collect(Collectors.joining(", "));
        return list.isEmpty() ? "–" : list;
    }

    @Test
    void nameOnlyTestsThatExist() throws IOException {
        Set<String> tests = typeNames("src/test/java");
        for (Path document : documents()) {
            assertThat(TEST_NAME.matcher(Files.readString(document)).results().map(name -> name.group(1)))
                    .as("tests named in %s", document)
                    .isSubsetOf(tests);
        }
    }

    @Test
    void theGlossaryNamesOnlyTypesThatExist() throws IOException {
        assertThat(MarkdownTables.read(GLOSSARY).stream()
                        .filter(table -> table.get(0).get(0).equals("type"))
                        .flatMap(table -> table.stream().skip(1))
                        .flatMap(row -> TYPE_NAME.matcher(row.get(0)).results())
                        .map(name -> name.group(1)))
                .isNotEmpty()
                .isSubsetOf(typeNames("src/main/java"));
    }

    @Test
    void theArchitectureNamesOnlyTypesThatExist() throws IOException {
        Set<String> types = typeNames("src/main/java");
        types.addAll(typeNames("src/test/java"));
        types.addAll(typeNames("src/bench/java"));
        types.addAll(OTHER_NAMES);
        for (Path document : documents()) {
            if (document.startsWith("docs/architecture") || document.equals(ARCHITECTURE)) {
                assertThat(TYPE_NAME
                                .matcher(Files.readString(document))
                                .results()
                                .map(name -> name.group(1)))
                        .as("types named in %s", document)
                        .isSubsetOf(types);
            }
        }
    }

    /** Such as {@code `feed/Feed`}, {@code `Outbox` (`settle`)} and {@code `Leases#maintain`}. */
    @Test
    void theArchitectureNamesPackagesAndMethodsOfTypesAsTheyAre() throws IOException {
        for (Path document : documents()) {
            if (document.startsWith("docs/architecture") || document.equals(ARCHITECTURE)) {
                String text = Files.readString(document);
                assertThat(PATH_OF_TYPE.matcher(text).results().map(type -> type.group(1)))
                        .as("types with their packages in %s", document)
                        .allSatisfy(type -> assertThat(sourceOf(type)).exists());
                for (MatchResult member :
                        METHODS_OF_TYPE.matcher(text).results().toList()) {
                    String source = Files.readString(findSource(member.group(1) + ".java"));
                    String methods = member.group(2) == null ? member.group(3) : member.group(2);
                    assertThat(Pattern.compile("\\w+").matcher(methods).results())
                            .as("%s in %s", member.group(), document)
                            .allSatisfy(method -> assertThat(source).containsPattern("\\b" + method.group() + "\\("));
                }
            }
        }
    }

    @Test
    void commentsNameOnlyDocumentsThatExist() throws IOException {
        for (String folder : List.of("src/main", "src/test", "db-changelog")) {
            try (var files = Files.walk(Path.of(folder))) {
                for (Path source : files.filter(DocumentsTest::isSource).toList()) {
                    assertThat(DOCUMENT.matcher(Files.readString(source))
                                    .results()
                                    .map(name -> Path.of(name.group())))
                            .as("documents named in %s", source)
                            .allSatisfy(document -> assertThat(document).exists());
                }
            }
        }
    }

    /** Such as {@code rebuild.RebuildItems}; a {@code package-info.java} also names types without their packages. */
    @Test
    void commentsNameOnlyTypesThatExist() throws IOException {
        Set<String> types = typeNames("src/main/java");
        types.addAll(OTHER_NAMES);
        var packaged = new HashSet<String>();
        try (var files = Files.walk(SOURCES)) {
            for (Path source :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                String text = joinCommentLines(Files.readString(source));
                CODE_OF_PACKAGED_TYPE.matcher(text).results().forEach(type -> packaged.add(type.group(1)));
                if (source.endsWith("package-info.java")) {
                    assertThat(CODE_OF_TYPE.matcher(text).results().map(type -> type.group(1)))
                            .as("types named in %s", source)
                            .isSubsetOf(types);
                }
            }
        }
        assertThat(packaged)
                .isNotEmpty()
                .allSatisfy(type -> assertThat(sourceOf(type)).exists());
    }

    private static String joinCommentLines(String source) {
        return source.replaceAll("\\s*\\n\\s*\\*\\s*", " ");
    }

    /** @param type with its package, with or without {@code io.eligo} */
    private static Path sourceOf(String type) {
        return SOURCES.resolve(type.replace('.', '/').replaceFirst("^io/eligo/", "") + ".java");
    }

    private static boolean isSource(Path file) {
        return file.toString().matches(".*\\.(?:java|sql|yml|html|graphqls)");
    }

    @Test
    void quoteOnlyFiguresOfTheBenchmarks() throws IOException {
        Set<String> figures = MarkdownTables.read(BENCHMARKS).stream()
                .flatMap(List::stream)
                .flatMap(List::stream)
                .collect(Collectors.toSet());
        var quoted = new ArrayList<String>();
        for (Path document : documents()) {
            for (List<List<String>> table : MarkdownTables.read(document)) {
                int column = table.get(0).indexOf(FIGURES);
                if (column >= 0) {
                    table.stream().skip(1).map(row -> row.get(column)).forEach(quoted::add);
                }
            }
        }
        assertThat(quoted).isNotEmpty().isSubsetOf(figures);
    }

    /** The first table after a heading of the architecture, without its header. */
    private static List<List<String>> tableBelow(String heading) throws IOException {
        String text = Files.readString(ARCHITECTURE);
        String header = text.substring(text.indexOf(heading))
                .lines()
                .filter(line -> line.startsWith("|"))
                .findFirst()
                .orElseThrow();
        return MarkdownTables.read(ARCHITECTURE).stream()
                .filter(table -> header.equals("| " + String.join(" | ", table.get(0)) + " |"))
                .flatMap(table -> table.stream().skip(1))
                .toList();
    }

    private static Stream<String> codes(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1));
    }

    private static Path findSource(String name) throws IOException {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private static String findOne(String pattern, Path file) throws IOException {
        Set<String> found = findAll(Pattern.compile(pattern), file);
        assertThat(found).as("%s in %s", pattern, file).hasSize(1);
        return found.iterator().next();
    }

    private static Set<String> findAll(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> typeNames(String folder) throws IOException {
        var names = new HashSet<String>();
        try (var files = Files.walk(Path.of(folder))) {
            for (Path source :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                TYPE.matcher(Files.readString(source)).results().forEach(type -> names.add(type.group(1)));
            }
        }
        return names;
    }

    /** The names by which GitHub links to the headings of a document. */
    private static List<String> anchors(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }

    private static List<Path> documents() throws IOException {
        try (var root = Files.list(Path.of("."));
                var docs = Files.walk(Path.of("docs"));
                var runbooks = Files.walk(Path.of("ops"))) {
            return Stream.of(root, docs, runbooks)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    /** Placeholders, and paths in the project's folders that do not exist. */
    private static List<String> findUnfinished(String text) {
        return UNFINISHED
                .matcher(text)
                .results()
                .map(found -> found.group(1) == null ? found.group() : found.group(1))
                .filter(found -> found.startsWith("@@") || !Files.exists(Path.of(found)))
                .toList();
    }

    private static List<String> firstCells(Path document, String heading) throws IOException {
        String text = Files.readString(document);
        return text.substring(text.indexOf(heading))
                .lines()
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
    }
}
