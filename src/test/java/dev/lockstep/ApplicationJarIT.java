package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The application jar brings its libraries under its own name, so that it fits beside any Spark's libraries. */
class ApplicationJarIT {

    private static final File JAR = new File(System.getProperty("lockstep.jar"));

    @Test
    void everyClassIsOursOrCallsNativeLibraries() throws IOException {
        List<String> classes =
                names().stream().filter(name -> name.endsWith(".class")).toList();
        assertEquals(
                List.of(),
                classes.stream()
                        .filter(name -> !name.matches("(dev/lockstep|org/bytedeco|com/kenai/jffi)/.*"))
                        .toList());
        assertTrue(
                classes.contains("dev/lockstep/shaded/com/fasterxml/jackson/databind/ObjectMapper.class"),
                "Jackson must be in the jar");
    }

    /** Native code finds Java classes by their names, so these keep theirs. */
    @Test
    void openBlasIsInItForEveryPlatformThatCanUseIt() throws IOException {
        for (String platform : List.of("linux-x86_64", "linux-arm64")) {
            String folder = "org/bytedeco/openblas/" + platform + "/";
            assertTrue(
                    names().contains(folder + "libopenblas_nolapack.so.0")
                            || names().contains(folder + "libopenblas.so.0"),
                    platform);
            assertTrue(names().contains(folder + "libjniopenblas_nolapack.so"), platform);
        }
    }

    @Test
    void oneDnnIsInItWithWhatCallsIt() throws IOException {
        assertTrue(names().contains("org/bytedeco/dnnl/linux-x86_64/libdnnl.so.3"));
        assertTrue(names().contains("org/bytedeco/dnnl/linux-x86_64/libgomp.so.1"));
        assertTrue(names().contains("jni/x86_64-Linux/libjffi-1.2.so"));
        assertTrue(JAR.length() < 55_000_000, "the jar has " + JAR.length() + " bytes");
    }

    @Test
    void sparkIsNotInIt() throws IOException {
        assertEquals(
                List.of(),
                names().stream()
                        .filter(name -> name.contains("org/apache/") || name.contains("scala/"))
                        .toList());
    }

    @Test
    void everyServicesFileNamesClassesOfTheJar() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            List<JarEntry> services = jar.stream()
                    .filter(entry -> !entry.isDirectory() && entry.getName().startsWith("META-INF/services/"))
                    .toList();
            assertTrue(!services.isEmpty(), "no services file at all");
            for (JarEntry service : services) {
                String text = new String(jar.getInputStream(service).readAllBytes(), StandardCharsets.UTF_8);
                for (String line : text.lines().toList()) {
                    String type = line.substring(line.indexOf('=') + 1).trim();
                    assertNotNull(jar.getEntry(type.replace('.', '/') + ".class"), service.getName() + ": " + line);
                }
            }
        }
    }

    @Test
    void theManifestNamesTheMainClassAndTheVersion() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals("dev.lockstep.launcher.Main", manifest.getValue(Attributes.Name.MAIN_CLASS));
            assertNotNull(jar.getEntry("dev/lockstep/launcher/Main.class"), "the main class must be in the jar");
            assertEquals(
                    "lockstep-spark4_2.13-" + manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION) + ".jar",
                    JAR.getName());
        }
    }

    /** A line of the notice: where something is in the jar, what, under which licence, and where its texts are. */
    private record Claim(String path, String licence, List<String> texts) {

        static List<Claim> all() throws IOException {
            return text("META-INF/NOTICE")
                    .lines()
                    .filter(line -> line.contains(" | "))
                    .map(line -> line.strip().split(" \\| "))
                    .map(cells -> new Claim(cells[0], cells[2], List.of(cells[3].split(" "))))
                    .toList();
        }

        /** A folder's path holds all classes, scripts and styles in it, a file's one native library of each platform. */
        boolean holds(String name) {
            return path.endsWith("/")
                    ? name.startsWith(path) && name.matches(".*\\.(class|js|css)")
                    : name.matches(path.replace(".", "\\.").replace("*", ".*"));
        }
    }

    @Test
    void everyClassAndEveryNativeLibraryOfOthersIsInTheNotice() throws IOException {
        List<Claim> claims = Claim.all();
        List<String> others = names().stream()
                .filter(name -> name.matches(".*\\.(class|js|css)") && !name.matches("dev/lockstep/(?!shaded/).*")
                        || name.matches(".*\\.so(\\.\\d+)*|.*\\.(dll|dylib|jnilib)"))
                .toList();
        assertEquals(
                List.of(),
                others.stream()
                        .filter(name -> claims.stream().noneMatch(claim -> claim.holds(name)))
                        .toList());
        assertEquals(
                List.of(),
                claims.stream()
                        .filter(claim -> others.stream().noneMatch(claim::holds))
                        .toList());
        assertTrue(others.stream().filter(name -> name.contains(".so")).count() >= 14, others::toString);
    }

    @Test
    void everyLicenceHasItsText() throws IOException {
        Map<String, String> beginnings = Map.of(
                "Apache-2.0", "Apache License",
                "MIT", "Permission is hereby granted",
                "BSD-3-Clause", "Redistribution and use in source and binary forms",
                "BSD-2-Clause", "Redistribution and use in source and binary forms",
                "GPL-3.0-or-later", "GNU GENERAL PUBLIC LICENSE",
                "GCC-exception-3.1", "GCC RUNTIME LIBRARY EXCEPTION",
                "LGPL-2.1-or-later", "GNU LESSER GENERAL PUBLIC LICENSE");
        assertTrue(text("META-INF/LICENSE").contains("Apache License"));
        for (Claim claim : Claim.all()) {
            StringBuilder texts = new StringBuilder();
            for (String file : claim.texts()) {
                texts.append(text(file));
            }
            for (String licence : claim.licence().split(" (and|WITH) ")) {
                assertTrue(texts.toString().contains(beginnings.get(licence)), claim + ": " + licence);
            }
        }
    }

    /** What of each library is in the jar. */
    private static final Map<String, String> LIBRARIES = Map.ofEntries(
            Map.entry("com.fasterxml.jackson.core:jackson-annotations", "com/fasterxml/jackson/annotation/JsonCreator"),
            Map.entry("com.fasterxml.jackson.core:jackson-core", "com/fasterxml/jackson/core/JsonFactory"),
            Map.entry("com.fasterxml.jackson.core:jackson-databind", "com/fasterxml/jackson/databind/ObjectMapper"),
            Map.entry(
                    "com.fasterxml.jackson.dataformat:jackson-dataformat-yaml",
                    "com/fasterxml/jackson/dataformat/yaml/YAMLFactory"),
            Map.entry("com.github.jnr:jffi", "com/kenai/jffi/Foreign.class"),
            Map.entry("com.github.jnr:jffi:native", "jni/x86_64-Linux/libjffi-1.2.so"),
            Map.entry("com.google.protobuf:protobuf-java", "com/google/protobuf/Message"),
            Map.entry("info.picocli:picocli", "picocli/CommandLine"),
            Map.entry("me.tongfei:progressbar", "me/tongfei/progressbar/ProgressBar"),
            Map.entry("org.bytedeco:dnnl:linux-x86_64", "org/bytedeco/dnnl/linux-x86_64/libdnnl.so.3"),
            Map.entry("org.bytedeco:javacpp", "org/bytedeco/javacpp/Loader.class"),
            Map.entry("org.bytedeco:javacpp:linux-arm64", "org/bytedeco/javacpp/linux-arm64/libjnijavacpp.so"),
            Map.entry("org.bytedeco:javacpp:linux-x86_64", "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so"),
            Map.entry("org.bytedeco:openblas", "org/bytedeco/openblas/global/openblas_nolapack.class"),
            Map.entry("org.bytedeco:openblas:linux-arm64", "org/bytedeco/openblas/linux-arm64/libopenblas.so.0"),
            Map.entry("org.bytedeco:openblas:linux-x86_64", "org/bytedeco/openblas/linux-x86_64/libopenblas.so.0"),
            Map.entry("org.tribuo:tribuo-util-onnx", "ai/onnx/proto/OnnxMl"),
            Map.entry("org.webjars.npm:uplot", "META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.iife.min.js"),
            Map.entry("com.j2html:j2html", "j2html/TagCreator"),
            Map.entry("org.yaml:snakeyaml", "org/yaml/snakeyaml/Yaml"));

    @Test
    void theBillOfMaterialsHasExactlyTheLibrariesOfTheJar() throws IOException {
        JsonNode bill = new ObjectMapper().readTree(text("META-INF/sbom/application.cdx.json"));
        assertEquals("CycloneDX", bill.get("bomFormat").textValue());
        Set<String> named = new TreeSet<>();
        for (JsonNode component : bill.get("components")) {
            String address = component.get("purl").textValue();
            String classifier =
                    address.contains("classifier=") ? ":" + address.replaceFirst(".*classifier=([^&]*).*", "$1") : "";
            named.add(component.get("group").textValue() + ":"
                    + component.get("name").textValue() + classifier);
            assertTrue(component.has("version") && component.has("hashes") && component.has("licenses"), address);
        }
        assertEquals(new TreeSet<>(LIBRARIES.keySet()), named);
        List<String> names = names();
        LIBRARIES.forEach((library, path) -> assertTrue(
                names.contains(path.contains(".") ? path : "dev/lockstep/shaded/" + path + ".class"), library));
    }

    private static String text(String name) throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            JarEntry entry = jar.getJarEntry(name);
            assertNotNull(entry, name);
            return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> names() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            return jar.stream().map(JarEntry::getName).toList();
        }
    }
}
