package io.github.encoderj.encoder.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.sun.jna.Function;
import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * A processor's matrix units (Intel AMX): products of bfloat16 matrices with float32 sums. The engine has them in its library
 * (oneDNN's micro-kernels, as its own attention uses them), but offers them to scripts only with sums rounded to bfloat16; so
 * they are called there. Linux on Intel processors; elsewhere they are not present.
 */
public final class MatrixUnits {

	/** Columns of a packed block of the right matrix. */
	public static final int BLOCK = 64;

	private static final Logger LOG = LoggerFactory.getLogger(MatrixUnits.class);
	private static final int BFLOAT16 = 15;
	private static final long LARGE_PAGE = 2 << 20;
	private static final int MADV_HUGEPAGE = 14;
	private static final Map<String, String> SYMBOLS = Map.of("product",
		"_ZN2at6native7cpublas6brgemmEllllllbPKN3c108BFloat16ES5_Pfb", "release", "_ZN2at6native7cpublas14brgemm_releaseEb", "canPack",
		"_ZN2at6native7cpublas10could_packEN3c1010ScalarTypeE");

	private static Boolean present;

	private MatrixUnits() {}

	/** Whether this processor has them and the running engine gives access to them. The engine must have been started. */
	public static synchronized boolean present() {
		if (present == null) present = bound();
		return present;
	}

	private static boolean bound() {
		if (!Platform.isLinux() || !Platform.isIntel() || !Platform.is64Bit()) return false;
		try {
			final Optional<String> library = library();
			if (library.isEmpty()) return false;
			final FunctionMapper names = (of, method) -> SYMBOLS.get(method.getName());
			Native.register(MatrixUnits.class, NativeLibrary.getInstance(library.get(), Map.of(Library.OPTION_FUNCTION_MAPPER, names)));
			return (canPack((byte) BFLOAT16) & 1) != 0;
		}
		catch (final IOException | LinkageError | IllegalArgumentException e) {
			LOG.debug("This build of the engine gives no access to matrix units", e);
			return false;
		}
	}

	/** The file of the engine's library that is loaded. */
	private static Optional<String> library() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
			return lines.filter(line -> line.endsWith("/libtorch_cpu.so")).map(line -> line.substring(line.indexOf('/'))).findFirst();
		}
	}

	/**
	 * C = A B, or C += A B.
	 *
	 * @param rows rows of A and C
	 * @param columns columns of B and C, at most {@link #BLOCK}
	 * @param depth columns of A and rows of B, even
	 * @param strideA from row to row of A, in numbers
	 * @param strideC from row to row of C, in numbers
	 * @param a address of A, bfloat16, row by row
	 * @param b address of B, bfloat16: rows two by two, their {@link #BLOCK} columns in turn
	 * @param c address of C, float32, row by row
	 */
	public static void multiply(final int rows, final int columns, final int depth, final int strideA, final int strideC,
		final boolean add, final long a, final long b, final long c)
	{
		product(rows, columns, depth, strideA, BLOCK, strideC, add ? 1 : 0, a, b, c, 1);
	}

	/** Sets the units free for the engine's own operations; to be called on the thread that has multiplied. */
	public static void release() {
		release(1);
	}

	/** Where a dense array on the CPU lies; good as long as the array is open. */
	public static long address(final NDArray array) {
		final ByteBuffer bytes = JniUtils.getByteBuffer((PtNDArray) array, true);
		return Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
	}

	/** Asks the system to keep memory in large pages, which spares the processor much looking up of addresses; a wish, no more. */
	public static void useLargePages(final long address, final long bytes) {
		final long first = (address + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
		final long end = (address + bytes) / LARGE_PAGE * LARGE_PAGE;
		if (end > first) Function.getFunction("c", "madvise").invokeInt(new Object[] { new Pointer(first), end - first, MADV_HUGEPAGE });
	}

	private static native void product(long rows, long columns, long depth, long strideA, long strideB, long strideC, int add, long a,
		long b, long c, int pairs);

	private static native void release(int pairs);

	private static native byte canPack(byte type);
}
