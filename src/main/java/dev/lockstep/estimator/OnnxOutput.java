package dev.lockstep.estimator;

import dev.lockstep.format.onnx.Exported;
import dev.lockstep.format.onnx.Numbers;
import dev.lockstep.format.onnx.OnnxFile;
import dev.lockstep.spark.store.RunFiles;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The output of an ONNX file. */
final class OnnxOutput {

    private OnnxOutput() {}

    /** @throws IOException also if a file exists that Lockstep did not write */
    static void write(Exported what, String path, Numbers numbers) throws IOException {
        Configuration configuration = SparkSession.active().sparkContext().hadoopConfiguration();
        requireReplaceable(new Path(path), configuration);
        OnnxFile file = OnnxFile.of(what, numbers);
        RunFiles.write(path, configuration, file::writeTo);
    }

    private static void requireReplaceable(Path path, Configuration configuration) throws IOException {
        FileSystem files = path.getFileSystem(configuration);
        if (!files.exists(path) || !files.getFileStatus(path).isFile()) {
            return;
        }
        try (InputStream in = files.open(path)) {
            if (!OnnxFile.isLockstep(in)) {
                throw new IOException(path + " already exists, and is no ONNX file of Lockstep's; choose another path,"
                        + " or remove it yourself");
            }
        }
    }
}
