package dev.lockstep.spark;

import dev.lockstep.data.DataException;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.Weights;
import dev.lockstep.network.Network;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads the parameters that a training starts from: a run's folder or a safetensors file. */
final class InitialWeights {

    private InitialWeights() {}

    /** @throws DataException if there is no such file, or it does not fit the network */
    static float[] read(String from, Network network, Configuration configuration) {
        Path path = new Path(from);
        try {
            FileSystem files = path.getFileSystem(configuration);
            Path file = files.getFileStatus(path).isDirectory() ? new Path(path, RunFiles.WEIGHTS) : path;
            try (InputStream in = files.open(file)) {
                return Weights.parameters(SafeTensors.read(in), network);
            }
        } catch (FormatException e) {
            throw new DataException("network.initializeFrom (" + from + "): " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DataException("network.initializeFrom cannot be read: " + from + ": " + e.getMessage(), e);
        }
    }
}
