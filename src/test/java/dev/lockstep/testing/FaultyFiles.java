package dev.lockstep.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Hadoop file systems over local folders, on which from some operation on every operation fails, as for a process that was
 * killed there. {@code faulty:/path} renames as HDFS does: in one operation, over a file or not at all. {@code
 * store:/path} is an object store: a file is there when it is closed, a rename copies, and creation is not exclusive.
 */
public final class FaultyFiles {

    private static final Disk DISK = new Disk();

    private FaultyFiles() {}

    /** How the operation ends from which on all fail. */
    public enum Failure {
        /** It is not done. */
        BEFORE,
        /** It is done by half: of a file half the bytes, of a folder half the files; what has no halves is done. */
        HALF,
        /** It is not done, and all fail with exceptions that nobody declares. */
        RUNTIME
    }

    /** The one disk of all these file systems, which counts what changes it. */
    public static final class Disk {

        private int count;
        private int failing = Integer.MAX_VALUE;
        private Failure failure = Failure.BEFORE;
        private String full = "";
        private String unreadable = "";

        /** Lets files whose path contains a text fail to be opened. */
        public synchronized void refuse(String path) {
            unreadable = path;
        }

        private synchronized void open(org.apache.hadoop.fs.Path file) throws IOException {
            read();
            if (!unreadable.isEmpty() && file.toString().contains(unreadable)) {
                throw new IOException("Input/output error");
            }
        }

        /** Lets files whose path contains a text take half of their bytes, as on a disk that is full. */
        public synchronized void fillAt(String path) {
            full = path;
        }

        private synchronized boolean isFullFor(Path file) {
            return !full.isEmpty() && file.toString().contains(full);
        }

        /** Lets the operation of a number, counted from now and 0, and all later ones fail. */
        public synchronized void failAt(int operation, Failure how) {
            count = 0;
            failing = operation;
            failure = how;
        }

        /** Lets nothing fail from now on, and returns how many operations changed the disk since {@link #failAt}. */
        public synchronized int heal() {
            int counted = count;
            count = 0;
            failing = Integer.MAX_VALUE;
            full = "";
            unreadable = "";
            return counted;
        }

        /** Whether the disk has failed. */
        public synchronized boolean isDead() {
            return count > failing;
        }

        private synchronized void read() throws IOException {
            if (failing == 0 || isDead()) {
                fail();
            }
        }

        private synchronized void change(Change whole, Change half) throws IOException {
            int operation = count++;
            if (operation < failing) {
                whole.make();
                return;
            }
            if (operation == failing && failure == Failure.HALF) {
                half.make();
            }
            fail();
        }

        private void fail() throws IOException {
            if (failure == Failure.RUNTIME) {
                throw new IllegalArgumentException("the disk is dead");
            }
            throw new IOException("the disk is dead");
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    /** The disk, healed. */
    public static Disk disk() {
        DISK.heal();
        return DISK;
    }

    /** A configuration that knows these file systems. */
    public static Configuration configuration() {
        Configuration configuration = new Configuration(false);
        install(configuration);
        return configuration;
    }

    /** Makes Spark, and commands without it, know these file systems. */
    public static void install() {
        install(LocalSpark.context().hadoopConfiguration());
        install(SparkHadoopUtil.get().conf());
    }

    private static void install(Configuration configuration) {
        configuration.set("fs.faulty.impl", Renaming.class.getName());
        configuration.set("fs.AbstractFileSystem.faulty.impl", RenamingContext.class.getName());
        configuration.set("fs.store.impl", Copying.class.getName());
        configuration.set("lockstep.claim.settleMillis", "20");
    }

    private static Path local(org.apache.hadoop.fs.Path path) {
        return Path.of(path.toUri().getPath());
    }

    /** What both have in common. */
    private abstract static class Faulty extends RawLocalFileSystem {

        @Override
        public abstract String getScheme();

        @Override
        public URI getUri() {
            return URI.create(getScheme() + ":///");
        }

        abstract OutputStream stream(Path file) throws IOException;

        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path path,
                FsPermission permission,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            Path file = local(path);
            if (!overwrite && Files.exists(file)) {
                throw new org.apache.hadoop.fs.FileAlreadyExistsException(path.toString());
            }
            DISK.read();
            Files.createDirectories(file.getParent());
            return new FSDataOutputStream(stream(file), null);
        }

        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path path,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            return create(path, null, overwrite, bufferSize, replication, blockSize, progress);
        }

        @Override
        public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize) throws IOException {
            DISK.open(path);
            return super.open(path, bufferSize);
        }

        @Override
        public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
            DISK.read();
            return Arrays.stream(super.listStatus(path)).map(Faulty::plain).toArray(FileStatus[]::new);
        }

        @Override
        public boolean exists(org.apache.hadoop.fs.Path path) throws IOException {
            DISK.read();
            return super.exists(path);
        }

        @Override
        public FileStatus getFileStatus(org.apache.hadoop.fs.Path path) throws IOException {
            DISK.read();
            return plain(super.getFileStatus(path));
        }

        /** Without an owner, which Hadoop looks up for addresses of the scheme file only. */
        private static FileStatus plain(FileStatus file) {
            return new FileStatus(
                    file.getLen(),
                    file.isDirectory(),
                    1,
                    file.getBlockSize(),
                    file.getModificationTime(),
                    file.getPath());
        }

        @Override
        public boolean mkdirs(org.apache.hadoop.fs.Path path, FsPermission permission) throws IOException {
            return mkdirs(path);
        }

        @Override
        public boolean mkdirs(org.apache.hadoop.fs.Path path) throws IOException {
            if (!Files.isDirectory(local(path))) {
                Change whole = () -> Files.createDirectories(local(path));
                DISK.change(whole, whole);
            }
            return true;
        }

        @Override
        public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
            DISK.read();
            if (!super.exists(path)) {
                return false;
            }
            DISK.change(() -> super.delete(path, recursive), () -> deleteHalf(path, recursive));
            return true;
        }

        private void deleteHalf(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
            if (!recursive || Files.isRegularFile(local(path))) {
                super.delete(path, recursive);
                return;
            }
            FileStatus[] all = super.listStatus(path);
            for (FileStatus one : Arrays.copyOf(all, all.length / 2)) {
                super.delete(one.getPath(), true);
            }
        }

        @Override
        public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) throws IOException {
            DISK.read();
            Path target = Files.isDirectory(local(to)) ? local(to).resolve(from.getName()) : local(to);
            if (!Files.exists(local(from)) || Files.exists(target)) {
                return false;
            }
            move(local(from), target);
            return true;
        }

        void move(Path from, Path to) throws IOException {
            Change whole = () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            DISK.change(whole, whole);
        }
    }

    /** As HDFS is. */
    public static final class Renaming extends Faulty {

        @Override
        public String getScheme() {
            return "faulty";
        }

        @Override
        public FSDataOutputStream append(org.apache.hadoop.fs.Path path, int bufferSize, Progressable progress)
                throws IOException {
            DISK.read();
            Path file = local(path);
            return new FSDataOutputStream(
                    new Written(file) {
                        @Override
                        void write(byte[] bytes, int length) throws IOException {
                            Files.write(file, Arrays.copyOf(bytes, length), StandardOpenOption.APPEND);
                        }
                    },
                    null);
        }

        /** A file is there from its creation, empty until it is closed. */
        @Override
        OutputStream stream(Path file) throws IOException {
            Change whole = () -> Files.write(file, new byte[0]);
            DISK.change(whole, whole);
            return new Written(file);
        }
    }

    /** Its door to renames of one operation. */
    public static final class RenamingContext extends DelegateToFileSystem {

        public RenamingContext(URI uri, Configuration configuration) throws IOException, URISyntaxException {
            super(uri, new Renaming(), configuration, "faulty", false);
        }

        @Override
        public void renameInternal(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to, boolean overwrite)
                throws IOException {
            DISK.read();
            Change whole = () -> {
                if (overwrite) {
                    Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE);
                } else {
                    claim(local(from), local(to));
                }
            };
            DISK.change(whole, whole);
        }

        private static void claim(Path from, Path to) throws IOException {
            if (Files.isDirectory(from) && !Files.exists(to)) {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                return;
            }
            try {
                Files.createLink(to, from);
            } catch (FileAlreadyExistsException e) {
                throw new org.apache.hadoop.fs.FileAlreadyExistsException(to.toString());
            }
            Files.delete(from);
        }
    }

    /** As an object store is. */
    public static final class Copying extends Faulty {

        @Override
        public String getScheme() {
            return "store";
        }

        @Override
        OutputStream stream(Path file) {
            return new Written(file) {
                @Override
                void write(byte[] bytes, int length) throws IOException {
                    if (length == bytes.length) {
                        super.write(bytes, length);
                    }
                }
            };
        }

        @Override
        public FSDataOutputStream append(org.apache.hadoop.fs.Path path, int bufferSize, Progressable progress) {
            throw new UnsupportedOperationException("an object store does not append");
        }

        /** File by file. */
        @Override
        void move(Path from, Path to) throws IOException {
            if (Files.isDirectory(from)) {
                Files.createDirectories(to);
                for (FileStatus one :
                        listStatus(new org.apache.hadoop.fs.Path(from.toUri().getPath()))) {
                    String name = one.getPath().getName();
                    move(from.resolve(name), to.resolve(name));
                }
                Files.delete(from);
            } else {
                Change copy = () -> Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
                DISK.change(copy, copy);
                Change delete = () -> Files.delete(from);
                DISK.change(delete, delete);
            }
        }
    }

    /** A file's bytes, written when it is closed. */
    private static class Written extends ByteArrayOutputStream {

        private final Path file;
        private boolean closed;

        Written(Path file) {
            this.file = file;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                byte[] bytes = toByteArray();
                if (DISK.isFullFor(file)) {
                    write(bytes, bytes.length / 2);
                    throw new IOException("No space left on device");
                }
                DISK.change(() -> write(bytes, bytes.length), () -> write(bytes, bytes.length / 2));
            }
        }

        void write(byte[] bytes, int length) throws IOException {
            Files.write(file, Arrays.copyOf(bytes, length));
        }
    }
}
