package dev.lockstep.estimator.scoring;

import dev.lockstep.math.Backend;
import dev.lockstep.objective.MemberMean;
import dev.lockstep.scoring.Scoring;
import dev.lockstep.scoring.TrainedNetwork;
import java.io.Serializable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.ml.linalg.Vector;

/** Scores single vectors for any number of threads, with a pool of buffers. */
public final class ScoringPool implements Serializable {

    private static final long serialVersionUID = 1;

    private final TrainedNetwork network;
    private final VectorInputs inputs;
    private final transient Queue<Scoring> idle = new ConcurrentLinkedQueue<>();

    public ScoringPool(TrainedNetwork network, VectorInputs inputs) {
        this.network = network;
        this.inputs = inputs;
    }

    private Object readResolve() {
        return new ScoringPool(network, inputs);
    }

    /** The prediction for a vector. */
    public MemberMean mean(String column, Vector vector) {
        Scoring known = idle.poll();
        Scoring scoring = known == null ? network.scoring(Backend.AUTO, 1) : known;
        inputs.add(scoring, column, vector);
        MemberMean mean = scoring.mean();
        idle.add(scoring);
        return mean;
    }
}
