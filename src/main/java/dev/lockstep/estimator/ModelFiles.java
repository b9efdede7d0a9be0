package dev.lockstep.estimator;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.DataException;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.TableDescription;
import dev.lockstep.format.onnx.Exported;
import dev.lockstep.format.onnx.Numbers;
import dev.lockstep.format.onnx.OnnxFile;
import dev.lockstep.spark.internals.SparkInternals;
import dev.lockstep.spark.store.RunFiles;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;

/**
 * The folder of a model: Spark ML's {@code metadata}, the network in {@code data/model.safetensors}, and the encoding of
 * its vectors, if they are encoded, in {@code data/table.json}; and a model as an ONNX file.
 */
final class ModelFiles {

    /** The encoding of columns, of a stage or of the vectors of a model. */
    static final String TABLE = "table.json";

    static final int LARGEST_TABLE = 1 << 28;

    private ModelFiles() {}

    /**
     * Writes a model with its params; with the option {@code format}: {@code onnx} an ONNX file, with the option {@code
     * numbers} too.
     */
    static final class Writer extends MLWriter {

        private final Params model;
        private final VectorNetwork vectors;
        private final Supplier<Exported> exported;

        Writer(Params model, VectorNetwork vectors, Supplier<Exported> exported) {
            this.model = model;
            this.vectors = vectors;
            this.exported = exported;
        }

        @Override
        public void save(String path) throws IOException {
            if (option("format", "spark", List.of("spark", "onnx")).equals("spark")) {
                super.save(path);
                return;
            }
            String type = option("numbers", Names.of(Numbers.DOUBLE), Numbers.names());
            writeOnnx(exported.get(), path, Numbers.named(type).orElseThrow());
        }

        private String option(String name, String initial, List<String> allowed) {
            scala.Option<String> given = optionMap().get(name);
            String value = given.isDefined() ? given.get() : initial;
            if (!allowed.contains(value)) {
                throw new IllegalArgumentException(
                        "the option " + name + " must be " + Names.either(allowed) + " but is " + value);
            }
            return value;
        }

        @Override
        public void saveImpl(String path) {
            SparkInternals.saveMetadata(model, path, sparkSession());
            SafeTensors file = vectors.saved().toFile(Map.of());
            try {
                RunFiles files = files(path, sparkSession());
                Optional<TableDescription> table = vectors.table();
                if (table.isPresent()) {
                    files.write(TABLE, table.get().toJson());
                }
                files.write(RunFiles.MODEL, file::writeTo);
            } catch (IOException e) {
                throw new UncheckedIOException(path + ": " + e.getMessage(), e);
            }
        }
    }

    /** Reads a model with its params; runs no code from the files. */
    static final class Reader<M extends Params> extends MLReader<M> {

        private final Class<M> type;
        private final BiFunction<String, VectorNetwork, M> make;

        Reader(Class<M> type, BiFunction<String, VectorNetwork, M> make) {
            this.type = type;
            this.make = make;
        }

        /** @throws DataException if the model is missing, damaged or of a newer version */
        @Override
        public M load(String path) {
            SparkInternals.Metadata metadata = SparkInternals.loadMetadata(path, sparkSession(), type);
            M model = make.apply(metadata.uid(), vectors(path));
            metadata.setParams(model);
            return model;
        }

        private VectorNetwork vectors(String path) {
            SavedModel saved = saved(path);
            return table(path).map(table -> VectorNetwork.of(saved, table)).orElseGet(() -> VectorNetwork.of(saved));
        }

        private Optional<TableDescription> table(String path) {
            try {
                RunFiles files = files(path, sparkSession());
                return files.exists(TABLE)
                        ? Optional.of(TableDescription.parse(files.read(TABLE, LARGEST_TABLE)))
                        : Optional.empty();
            } catch (FormatException e) {
                throw new DataException(path + "/" + RunFiles.MODEL_FOLDER + "/" + TABLE + ": " + e.getMessage(), e);
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }

        private SavedModel saved(String path) {
            try (InputStream in = files(path, sparkSession()).open(RunFiles.MODEL)) {
                return SavedModel.of(SafeTensors.read(in));
            } catch (FormatException e) {
                throw new DataException(
                        path + "/" + RunFiles.MODEL_FOLDER + "/" + RunFiles.MODEL + ": " + e.getMessage(), e);
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }

        private static DataException unreadable(String path, IOException e) {
            return new DataException("the model in " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The files of the network, or other data of a stage. */
    static RunFiles files(String path, SparkSession session) throws IOException {
        String folder =
                SparkInternals.isOnDriversDisk() ? new File(path).toURI().toString() : path;
        return new RunFiles(
                folder + "/" + RunFiles.MODEL_FOLDER, session.sparkContext().hadoopConfiguration());
    }

    /**
     * Writes an ONNX file.
     *
     * @throws IOException also if a file exists that Lockstep did not write
     */
    static void writeOnnx(Exported what, String path, Numbers numbers) throws IOException {
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
