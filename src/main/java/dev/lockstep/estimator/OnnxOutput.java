package dev.lockstep.estimator;

import dev.lockstep.format.onnx.Exported;
import dev.lockstep.format.onnx.Numbers;
import dev.lockstep.format.onnx.OnnxFile;
import dev.lockstep.spark.RunFiles;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** Where a model's ONNX file goes. */
final class OnnxOutput {

    private OnnxOutput() {}

    static void write(Exported what, String path, Numbers numbers) throws IOException {
        OnnxFile file = OnnxFile.of(what, numbers);
        RunFiles.write(path, SparkSession.active().sparkContext().hadoopConfiguration(), file::writeTo);
    }
}
