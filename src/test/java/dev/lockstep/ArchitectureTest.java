package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which room may touch what: the table of rooms, executable. To change the table, change {@link #ROOMS}. */
class ArchitectureTest {

    private static final String ROOT = "dev.lockstep.";
    private static final Path PROJECT = Path.of(System.getProperty("lockstep.basedir", ""));
    static final Path SOURCES = PROJECT.resolve("src/main/java");
    /** What differs between Spark's lines: in one room, with the same files for each. */
    private static final List<Path> LINES =
            List.of(PROJECT.resolve("src/spark4/java"), PROJECT.resolve("src/spark3/java"));

    private static final String LINES_ROOM = "dev/lockstep/spark/internals";
    private static final Path BENCHMARK = PROJECT.resolve("src/benchmark/java");
    static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(PROJECT.resolve("target").resolve("classes"));

    private static final int MOST_FILES = 25;
    private static final int MOST_LINES = 250;

    /**
     * The rooms from the ground up, and the packages of other libraries that each may touch. A room may touch itself and
     * those above it in this list, so that there are no circles.
     */
    static final List<Room> ROOMS = List.of(
            new Room("catalog"),
            new Room("math", "dev.ludovic.netlib", "org.bytedeco", "com.kenai.jffi"),
            new Room("data.column"),
            new Room("data"),
            new Room("network"),
            new Room("evaluation"),
            new Room("objective"),
            new Room("gradient"),
            new Room("optimizer"),
            new Room("plan.schema"),
            new Room("plan"),
            new Room("training", "org.slf4j"),
            new Room("scoring"),
            new Room("diagnostics"),
            new Room("format", "com.fasterxml.jackson"),
            new Room("format.onnx", "ai.onnx.proto", "com.google.protobuf"),
            new Room("spark.internals", "org.apache.spark", "org.apache.hadoop.conf", "scala", "breeze", "org.slf4j"),
            new Room("spark.store", "org.apache.hadoop", "org.slf4j"),
            new Room("spark.published", "org.apache.hadoop"),
            new Room("plan.yaml", "com.fasterxml.jackson"),
            new Room("spark.ingest.row", "org.apache.spark", "org.apache.hadoop", "scala"),
            new Room("spark.ingest", "org.apache.spark", "org.apache.hadoop", "scala"),
            new Room("spark.shard", "org.apache.spark", "org.apache.hadoop", "scala", "org.slf4j"),
            new Room("spark.engine", "org.apache.spark", "scala"),
            new Room("spark.engine.resident", "org.apache.spark", "scala", "org.slf4j"),
            new Room("spark.training", "org.apache.spark"),
            new Room("estimator.scoring", "org.apache.spark", "scala"),
            new Room(
                    "estimator",
                    "org.apache.spark",
                    "org.apache.hadoop",
                    "scala",
                    "org.slf4j",
                    "com.esotericsoftware.kryo"),
            new Room("connect", "org.apache.spark", "org.slf4j"),
            new Room("report", "me.tongfei.progressbar", "com.fasterxml.jackson"),
            new Room("report.page", "j2html", "com.fasterxml.jackson"),
            new Room("tracking", "com.fasterxml.jackson", "com.google.protobuf"),
            new Room(
                    "run",
                    "com.fasterxml.jackson.databind.JsonNode",
                    "org.apache.spark",
                    "org.apache.hadoop",
                    "scala",
                    "com.fasterxml.jackson",
                    "sun.misc.Signal"),
            new Room("publish", "org.apache.spark", "org.apache.hadoop"),
            new Room(
                    "job", "picocli", "org.apache.spark", "org.apache.hadoop", "org.apache.logging.log4j", "org.slf4j"),
            new Room("launcher"));

    /** The classes of the room estimator that programs use. */
    private static final Set<String> API = Set.of(
            "LockstepKryoRegistrator",
            "LoopParams",
            "MlpClassificationModel",
            "MlpClassifier",
            "MlpClassifierParams",
            "MlpParams",
            "MlpRegressionModel",
            "MlpRegressor",
            "MlpRegressorParams",
            "MlpTrainingSummary",
            "NetworkParams",
            "OptimizerParams",
            "RowParams");

    /** The types of other rooms in the signatures of these: programs use them too, so they stay as they are. */
    private static final Set<String> API_TYPES = Set.of(
            ROOT + "format.onnx.Numbers", ROOT + "training.EpochReport", ROOT + "training.TrainingResult$Reason");

    static Stream<Room> rooms() {
        return ROOMS.stream();
    }

    record Room(String name, List<String> libraries) {

        Room(String name, String... libraries) {
            this(name, List.of(libraries));
        }

        boolean mayTouch(JavaClass target) {
            String type = target.getName();
            if (type.startsWith(ROOT)) {
                return ROOMS.subList(0, ROOMS.indexOf(this) + 1).stream()
                        .anyMatch(room -> room.name().equals(room(target)));
            }
            return target.isPrimitive()
                    || type.startsWith("java.")
                    || libraries.stream().anyMatch(library -> type.equals(library) || type.startsWith(library + "."));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomTouchesOnlyWhatItsRowAllows(Room room) {
        assertNone(dependencies(
                origin -> room(origin).equals(room.name()), target -> !room.mayTouch(target.getBaseComponentType())));
    }

    @Test
    void theScanSawTheWholeProject() throws IOException {
        Set<String> scanned = CLASSES.stream().map(JavaClass::getName).collect(Collectors.toSet());
        assertNone(Stream.concat(sources().map(SOURCES::relativize), ofLine(LINES.get(0)).stream())
                .map(ArchitectureTest::type)
                .filter(type -> !type.endsWith(".package-info"))
                .filter(type -> !scanned.contains(type))
                .toList());
    }

    @Test
    void whatDiffersBetweenTheLinesOfSparkIsInOneRoom() throws IOException {
        List<Path> files = ofLine(LINES.get(0));
        assertEquals(files, ofLine(LINES.get(1)));
        assertEquals(
                List.of(),
                files.stream()
                        .filter(file ->
                                !file.getParent().equals(Path.of(LINES_ROOM)) || Files.exists(SOURCES.resolve(file)))
                        .toList());
    }

    private static List<Path> ofLine(Path line) throws IOException {
        return sources(line).map(line::relativize).sorted().toList();
    }

    @Test
    void everyClassIsInARoomOfTheTable() {
        Set<String> known = rooms().map(Room::name).collect(Collectors.toSet());
        assertNone(CLASSES.stream()
                .filter(type -> !known.contains(room(type)))
                .map(JavaClass::getName)
                .toList());
    }

    @Test
    void aRoomIsSmallEnoughToKnow() throws IOException {
        assertNone(
                withBenchmark()
                        .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .filter(room -> room.getValue() > MOST_FILES)
                        .map(room -> room.getKey() + " has " + room.getValue() + " files")
                        .toList());
    }

    @Test
    void aFileFitsAFewScreens() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : withBenchmark().toList()) {
            int lines = Files.readAllLines(file).size();
            if (lines > MOST_LINES) {
                tooLong.add(file + " has " + lines + " lines");
            }
        }
        assertNone(tooLong);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        assertNone(withBenchmark()
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .map(folder -> "no package-info.java in " + folder)
                .toList());
    }

    /** What Spark does not publish may change with any release. */
    @Test
    void onlyTheRoomOfInternalsTouchesWhatSparkDoesNotPublish() {
        Set<String> published = Set.of("org.apache.spark.storage.StorageLevel", "org.apache.spark.storage.RDDInfo");
        List<String> internal = List.of(
                "breeze.",
                "org.apache.spark.deploy.",
                "org.apache.spark.ml.util.DefaultParamsReader",
                "org.apache.spark.ml.util.DefaultParamsWriter",
                "org.apache.spark.ml.util.MetadataUtils",
                "org.apache.spark.rpc.",
                "org.apache.spark.scheduler.TaskScheduler",
                "org.apache.spark.sql.catalyst.",
                "org.apache.spark.sql.execution.",
                "org.apache.spark.sql.internal.",
                "org.apache.spark.storage.",
                "org.apache.spark.util.");
        assertNone(dependencies(
                origin -> !room(origin).equals("spark.internals"),
                target -> !published.contains(target.getName())
                        && internal.stream().anyMatch(target.getName()::startsWith)));
    }

    /** Programs compile against these; everything else may change, however it is declared. */
    @Test
    void thePublicApiHasNoInternalTypesInItsSignatures() {
        Predicate<JavaClass> published = type -> !type.getName().startsWith(ROOT)
                || API.contains(type.getSimpleName())
                || API_TYPES.contains(type.getName());
        List<String> violations = new ArrayList<>();
        List<JavaClass> api = CLASSES.stream()
                .filter(type -> room(type).equals("estimator") && API.contains(type.getSimpleName()))
                .toList();
        assertEquals(API.size(), api.size(), "classes of the public API in the room estimator");
        for (JavaClass type : api) {
            type.getCodeUnits().stream()
                    .filter(unit -> isPublished(unit) && !unit.getModifiers().contains(JavaModifier.SYNTHETIC))
                    .filter(unit -> Stream.concat(
                                    Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream())
                            .anyMatch(used -> !published.test(used.getBaseComponentType())))
                    .forEach(unit -> violations.add(unit.getFullName()));
            type.getFields().stream()
                    .filter(field -> isPublished(field)
                            && !published.test(field.getRawType().getBaseComponentType()))
                    .forEach(field -> violations.add(field.getFullName()));
        }
        assertNone(violations);
    }

    private static boolean isPublished(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    /** Their results differ between processors and Java versions; StrictMath and the room math have the others. */
    @Test
    void onlyTheRoomMathCallsTheInexactFunctionsOfJavaMath() {
        Set<String> inexact = Set.of(
                "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp", "expm1", "log",
                "log10", "log1p", "pow", "cbrt", "hypot");
        assertNone(uses(type -> !room(type).equals("math"), "java.lang.Math", inexact));
    }

    /** Randomness is a value computed from what it is for, never a generator that tasks share or advance. */
    @Test
    void nothingUsesJavasRandomGenerators() {
        Set<String> generators = Set.of(
                "java.util.Random",
                "java.util.SplittableRandom",
                "java.util.concurrent.ThreadLocalRandom",
                "java.security.SecureRandom");
        List<String> violations = new ArrayList<>(uses(type -> true, "java.lang.Math", Set.of("random")));
        violations.addAll(dependencies(
                origin -> true,
                target -> generators.contains(target.getName())
                        || target.getPackageName().equals("java.util.random")));
        assertNone(violations);
    }

    @Test
    void hotRoomsAreFreeOfStreams() {
        Set<String> hot = Set.of("math", "network", "objective", "optimizer");
        assertNone(dependencies(origin -> hot.contains(room(origin)), target -> target.getPackageName()
                .equals("java.util.stream")));
    }

    private static List<String> dependencies(Predicate<JavaClass> origin, Predicate<JavaClass> target) {
        return CLASSES.stream()
                .filter(origin)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> target.test(dependency.getTargetClass()))
                .map(Dependency::getDescription)
                .toList();
    }

    /** Calls of the owner's methods, and references such as {@code Math::exp}. */
    private static List<String> uses(Predicate<JavaClass> origin, String owner, Set<String> methods) {
        return CLASSES.stream()
                .filter(origin)
                .flatMap(type -> Stream.concat(
                        type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream()))
                .filter(access -> access.getTargetOwner().getName().equals(owner)
                        && methods.contains(access.getTarget().getName()))
                .map(access -> access.getDescription())
                .toList();
    }

    /** The room of the table whose name the package has, or begins with; else the package. */
    static String room(JavaClass type) {
        String name = type.getPackageName() + ".";
        return rooms().map(Room::name)
                .filter(room -> name.startsWith(ROOT + room + "."))
                .max(Comparator.comparing(String::length))
                .orElse(type.getPackageName());
    }

    private static Stream<Path> withBenchmark() throws IOException {
        return Stream.concat(sources(), sources(BENCHMARK));
    }

    private static Stream<Path> sources() throws IOException {
        return sources(SOURCES);
    }

    private static Stream<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }

    private static String type(Path source) {
        String path = source.toString();
        return path.substring(0, path.length() - ".java".length()).replace(File.separatorChar, '.');
    }

    private static void assertNone(List<String> violations) {
        assertEquals("", String.join("\n", new TreeSet<>(violations)));
    }
}
