package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which room may touch what: the table of rooms, executable. To change the table, change {@link #rooms()}. */
class ArchitectureTest {

    private static final String ROOT = "dev.lockstep.";
    private static final Path PROJECT = Path.of(System.getProperty("lockstep.basedir", ""));
    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(PROJECT.resolve("target").resolve("classes"));

    private static final Set<String> CORE =
            Set.of("catalog", "math", "data", "network", "objective", "optimizer", "evaluation");

    /** One row per room: the rooms it may touch beside itself, the packages of other libraries it may touch. */
    static Stream<Room> rooms() {
        Set<String> training = with(CORE, "training");
        Set<String> format = with(training, "format");
        Set<String> spark = with(format, "spark");
        return Stream.of(
                new Room("catalog", Set.of()),
                new Room("math", Set.of("catalog"), "dev.ludovic.netlib", "org.bytedeco"),
                new Room("data", Set.of("catalog", "math")),
                new Room("network", Set.of("catalog", "math")),
                new Room("objective", Set.of("catalog", "math", "data", "network")),
                new Room("optimizer", Set.of("catalog", "math")),
                new Room("evaluation", Set.of("catalog", "math")),
                new Room("training", CORE, "org.slf4j"),
                new Room("format", training, "com.fasterxml.jackson", "ai.onnx.proto", "com.google.protobuf"),
                new Room("spark", format, "breeze", "org.apache.spark", "scala", "org.apache.hadoop", "org.slf4j"),
                new Room(
                        "estimator",
                        spark,
                        "org.apache.spark",
                        "scala",
                        "org.apache.hadoop",
                        "org.slf4j",
                        "com.esotericsoftware.kryo"),
                new Room("report", format, "me.tongfei.progressbar", "com.fasterxml.jackson"),
                new Room(
                        "job",
                        with(spark, "estimator", "report"),
                        "picocli",
                        "com.fasterxml.jackson",
                        "org.apache.spark",
                        "scala",
                        "org.apache.hadoop",
                        "org.apache.logging.log4j",
                        "org.slf4j",
                        "sun.misc.Signal"));
    }

    private record Room(String name, Set<String> rooms, List<String> libraries) {

        Room(String name, Set<String> rooms, String... libraries) {
            this(name, rooms, List.of(libraries));
        }

        boolean mayTouch(JavaClass target) {
            String type = target.getName();
            if (type.startsWith(ROOT)) {
                return room(target).equals(name) || rooms.contains(room(target));
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
    void theScanSawTheWholeProject() {
        assertTrue(CLASSES.size() >= 20, "only " + CLASSES.size() + " classes in target/classes");
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
    void everyPackageSaysWhatItIsFor() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT.resolve("src/main/java"))) {
            assertNone(files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .map(folder -> "no package-info.java in " + folder)
                    .toList());
        }
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

    /** The first name under the root package, so that a package inside a room belongs to the room. */
    private static String room(JavaClass type) {
        String name = type.getPackageName() + ".";
        return name.startsWith(ROOT) && name.length() > ROOT.length()
                ? name.substring(ROOT.length(), name.indexOf('.', ROOT.length()))
                : name;
    }

    private static Set<String> with(Set<String> rooms, String... more) {
        Set<String> all = new TreeSet<>(rooms);
        all.addAll(List.of(more));
        return all;
    }

    private static void assertNone(List<String> violations) {
        assertEquals("", String.join("\n", new TreeSet<>(violations)));
    }
}
