package dev.lockstep.spark.internals;

import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import scala.collection.Iterator;

/** How many tasks a cluster runs at once. */
public final class Slots {

    private Slots() {}

    /** All slots of the executors that are there now. */
    public static int all(SparkContext context) {
        return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    }

    /**
     * The slots in which tasks run now, as the scheduler knows it: what the status tracker says is a little old, and a
     * job that has just ended would seem to run.
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
