package dev.lockstep.spark.internals;

import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import scala.collection.Iterator;

/** The task slots of a cluster. */
public final class Slots {

    private Slots() {}

    /** All slots of the current executors. */
    public static int all(SparkContext context) {
        return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    }

    /**
     * The slots in use according to the scheduler; the status tracker lags, and would show a job that has just ended.
     */
    public static int running(SparkContext context) {
        if (!(context.taskScheduler() instanceof TaskSchedulerImpl scheduler)) {
            return 0;
        }
        int running = 0;
        Iterator<Object> tasks = scheduler.runningTasksByExecutors().valuesIterator();
        while (tasks.hasNext()) {
            running += (Integer) tasks.next();
        }
        return running;
    }
}
