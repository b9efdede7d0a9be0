package dev.lockstep.math;

import com.kenai.jffi.ArrayFlags;
import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.InvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import java.io.File;
import java.io.IOException;
import org.bytedeco.javacpp.Loader;

/**
 * The oneDNN of this process, bundled for Linux on x86-64. It is called through jffi, which lends it the arrays of the
 * heap without a copy.
 */
final class OneDnn {

    private static final String PLATFORM = "linux-x86_64";
    private static final String JFFI = "/jni/x86_64-Linux/libjffi-1.2.so";
    /** Where jffi looks for its library; otherwise it unpacks it anew in every process. */
    private static final String JFFI_FOLDER = "jffi.boot.library.path";

    private static final String FOLDER = "/org/bytedeco/dnnl/" + PLATFORM + "/";

    /** Bits of {@code dnnl_cpu_isa_t}. */
    private static final int AVX2 = 0x4;

    private static final int AVX512 = 0x20;

    private static final int SUCCESS = 0;

    private final Invoker invoker = Invoker.getInstance();
    /** Held, because jffi closes a library that is no longer referenced. */
    private final Library library;

    private final Library threads;
    private final Function sgemm;
    private final Function setThreads;
    private final String name;

    private OneDnn(Library library, Library threads) {
        this.library = library;
        this.threads = threads;
        sgemm = function(
                library,
                "dnnl_sgemm",
                Type.SINT32,
                Type.SCHAR,
                Type.SCHAR,
                Type.SINT64,
                Type.SINT64,
                Type.SINT64,
                Type.FLOAT,
                Type.POINTER,
                Type.SINT64,
                Type.POINTER,
                Type.SINT64,
                Type.FLOAT,
                Type.POINTER,
                Type.SINT64);
        setThreads = function(threads, "omp_set_num_threads", Type.VOID, Type.SINT32);
        Function instructionSet = function(library, "dnnl_get_effective_cpu_isa", Type.SINT32);
        int instructions = invoker.invokeInt(instructionSet, new HeapInvocationBuffer(instructionSet));
        if ((instructions & AVX2) == 0) {
            throw new UnsatisfiedLinkError("the processor has no AVX2");
        }
        name = "oneDNN " + version() + ((instructions & AVX512) != 0 ? ", AVX-512" : ", AVX2");
    }

    /** Null if there is none for this platform and processor, or another library is chosen for the process. */
    static OneDnn instance() {
        return Holder.INSTANCE;
    }

    private static final class Holder {
        static final OneDnn INSTANCE = load();
    }

    private static OneDnn load() {
        // Spark and Breeze go on to use OpenBLAS.
        NativeBlas.isThere();
        if (NativeBlas.isChosen() || !Loader.getPlatform().equals(PLATFORM)) {
            return null;
        }
        try {
            LibraryFolder.choose();
            if (System.getProperty(JFFI_FOLDER) == null) {
                System.setProperty(JFFI_FOLDER, unpacked(JFFI).getParent());
            }
            Library threads = open("libgomp.so.1");
            return new OneDnn(open("libdnnl.so.3"), threads);
        } catch (LinkageError | RuntimeException | IOException e) {
            return null;
        }
    }

    private static File unpacked(String resource) throws IOException {
        File file = Loader.cacheResource(OneDnn.class, resource);
        if (file == null) {
            throw new UnsatisfiedLinkError(resource + " is not in the jar");
        }
        return file;
    }

    private static Library open(String file) throws IOException {
        Library library = Library.openLibrary(unpacked(FOLDER + file).toString(), Library.NOW | Library.LOCAL);
        if (library == null) {
            throw new UnsatisfiedLinkError(Library.getLastError());
        }
        return library;
    }

    private static Function function(Library library, String symbol, Type result, Type... parameters) {
        long address = library.getSymbolAddress(symbol);
        if (address == 0) {
            throw new UnsatisfiedLinkError(symbol);
        }
        return new Function(address, result, parameters);
    }

    /** The first three numbers of {@code dnnl_version_t}. */
    private String version() {
        Function function = function(library, "dnnl_version", Type.POINTER);
        long address = invoker.invokeAddress(function, new HeapInvocationBuffer(function));
        MemoryIO memory = MemoryIO.getInstance();
        return memory.getInt(address)
                + "." + memory.getInt(address + Integer.BYTES)
                + "." + memory.getInt(address + 2 * Integer.BYTES);
    }

    /** Such as {@code oneDNN 3.11.0, AVX2}. */
    String name() {
        return name;
    }

    /** Lets products that this thread starts use one thread: their bits depend on the number. */
    void useOneThread() {
        HeapInvocationBuffer arguments = new HeapInvocationBuffer(setThreads);
        arguments.putInt(1);
        invoker.invokeInt(setThreads, arguments);
    }

    /** A row-major matrix in an array, with the length of its rows. */
    record Matrix(Slice slice, boolean transposed, int rowLength) {}

    /** {@code c[m][n] = a · b + beta · c}, where k is the summed index. */
    void sgemm(int m, int n, int k, Matrix a, Matrix b, float beta, Slice c) {
        HeapInvocationBuffer arguments = new HeapInvocationBuffer(sgemm);
        arguments.putByte(a.transposed() ? 'T' : 'N');
        arguments.putByte(b.transposed() ? 'T' : 'N');
        arguments.putLong(m);
        arguments.putLong(n);
        arguments.putLong(k);
        arguments.putFloat(1f);
        put(arguments, a.slice(), ArrayFlags.IN);
        arguments.putLong(a.rowLength());
        put(arguments, b.slice(), ArrayFlags.IN);
        arguments.putLong(b.rowLength());
        arguments.putFloat(beta);
        put(arguments, c, ArrayFlags.IN | ArrayFlags.OUT);
        arguments.putLong(n);
        int status = invoker.invokeInt(sgemm, arguments);
        if (status != SUCCESS) {
            throw new IllegalStateException("dnnl_sgemm failed with status " + status);
        }
    }

    /** Lends an array; of a pinned one, jffi takes the offset in bytes. */
    private static void put(InvocationBuffer arguments, Slice slice, int flags) {
        int offset = Math.multiplyExact(slice.offset(), Float.BYTES);
        int length = slice.values().length - slice.offset();
        arguments.putArray(slice.values(), offset, length, flags | ArrayFlags.PINNED);
    }
}
