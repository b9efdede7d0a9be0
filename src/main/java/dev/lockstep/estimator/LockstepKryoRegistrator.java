package dev.lockstep.estimator;

import com.esotericsoftware.kryo.Kryo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * The classes sent between processes, for applications with {@code spark.kryo.registrationRequired}: set it in {@code
 * spark.kryo.registrator}. The commands set it themselves.
 */
public final class LockstepKryoRegistrator implements KryoRegistrator {

    /** By name, because most are package-private. */
    private static final List<String> OURS = List.of(
            "data.DenseFeatures",
            "data.Moments",
            "data.Shard",
            "[data.Shard",
            "data.SparseFeatures",
            "data.column.ColumnCounts",
            "data.column.RankSearch",
            "evaluation.ClassCounts",
            "evaluation.ClassRule",
            "evaluation.ClassTally",
            "evaluation.MultiLabelTally",
            "evaluation.RegressionTally",
            "evaluation.ScoreCurve",
            "gradient.GradientSum",
            "gradient.WeightColumns",
            "spark.ingest.row.BadRow$Stretch",
            "spark.shard.PackedPartition",
            "spark.shard.PartialSums",
            "spark.engine.Share",
            "spark.ingest.row.Survey",
            "spark.engine.TaskGuard$Refusal");

    private static final List<Class<?>> JAVAS = List.of(
            double[][].class,
            float[][].class,
            int[][].class,
            long[][].class,
            byte[][].class,
            ArrayList.class,
            HashMap.class,
            TreeMap.class,
            TreeSet.class);

    @Override
    public void registerClasses(Kryo kryo) {
        OURS.forEach(name -> kryo.register(ours(name)));
        JAVAS.forEach(kryo::register);
        kryo.register(Arrays.asList().getClass());
    }

    private static Class<?> ours(String name) {
        String full = name.startsWith("[") ? "[Ldev.lockstep." + name.substring(1) + ";" : "dev.lockstep." + name;
        try {
            return Class.forName(full, false, LockstepKryoRegistrator.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
