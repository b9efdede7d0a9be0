package dev.lockstep.benchmark.peers;

import dev.lockstep.math.Backend;
import dev.lockstep.math.Canary;
import dev.lockstep.math.RandomStream;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A process that computes products with Lockstep's BLAS and ends, to see which kernels it chooses. */
public final class OwnBlas {

    private OwnBlas() {}

    public static Kernels kernels() {
        List<Path> classes = new ArrayList<>(List.of(of(RandomStream.class), of(OwnBlas.class)));
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .forEach(classes::add);
        Kernels found = Kernels.of(Launch.java(classes, List.of(OwnBlas.class.getName()), Map.of()));
        return new Kernels(Backend.AUTO.description(), found.family());
    }

    /** The jar or folder that a class was loaded from. */
    static Path of(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] none) {
        Canary.of(Backend.AUTO);
    }
}
