package io.github.encoderj.encoder.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.github.encoderj.base.WholeFile;

/**
 * A network definition as TorchScript source text: a list of methods of a module without weights. Weights come in as arguments,
 * so that the same text serves a frozen encoder, a trained head and fine-tuning. The text is the dialect of serialised TorchScript,
 * methods indented by two spaces: {@code def name(self: __torch__.Ops, x: Tensor, p: List[Tensor]) -> Tensor:}.
 */
public final class Script implements AutoCloseable {

	private static final String HEAD = "class Ops(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n";

	private final PtSymbolBlock block;

	/**
	 * Compiles a definition.
	 *
	 * @param manager owns the compiled module and says on which device it runs
	 * @param methods source text
	 */
	public Script(final PtNDManager manager, final String methods) {
		try (InputStream archive = new ByteArrayInputStream(archive(methods))) {
			block = JniUtils.loadModule(manager, archive, true, false);
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	/** Source text from a resource beside a class. */
	public static String resource(final Class<?> owner, final String name) {
		try (InputStream in = owner.getResourceAsStream(name)) {
			if (in == null) throw new IllegalArgumentException("no resource " + name + " beside " + owner.getName());
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	/**
	 * Runs a method without gradients.
	 *
	 * @param manager owner of the result
	 * @param arguments NDArray (Tensor), NDArray[] (List[Tensor]), long[] (List[int]), Integer or Long (int), Double (float), Boolean,
	 *          String (str)
	 */
	public NDArray run(final NDManager manager, final String method, final Object... arguments) {
		return run(method, result -> result.toTensor((PtNDManager) manager), arguments);
	}

	/** Runs a method without gradients for what it does to its arguments; what it returns is left out. */
	public void apply(final String method, final Object... arguments) {
		run(method, result -> result, arguments);
	}

	private <T> T run(final String method, final Function<IValue, T> taken, final Object... arguments) {
		final IValue[] values = new IValue[arguments.length];
		final boolean gradients = JniUtils.isGradMode(); // a setting of the thread: off where the engine was started, on elsewhere
		try {
			JniUtils.setGradMode(false);
			for (int i = 0; i < arguments.length; i++) values[i] = value(arguments[i]);
			try (IValue result = IValueUtils.runMethod(block, method, values)) {
				return taken.apply(result);
			}
		}
		finally {
			JniUtils.setGradMode(gradients);
			for (final IValue v : values) if (v != null) v.close();
		}
	}

	/**
	 * Runs a method so that gradients flow through it.
	 *
	 * @param arguments the method's tensors in their order; equal names that end in {@code []} form one List[Tensor]
	 */
	public NDArray forward(final String method, final NDArray... arguments) {
		final NDList list = new NDList(arguments);
		try (NDArray tag = arguments[0].getManager().create(0)) {
			tag.setName("module_method:" + method);
			list.add(tag);
			return IValueUtils.forward(block, list, true).singletonOrThrow();
		}
	}

	@Override
	public void close() {
		block.close();
	}

	private static IValue value(final Object argument) {
		if (argument instanceof PtNDArray a) return IValue.from(a);
		if (argument instanceof NDArray[] a) {
			final PtNDArray[] list = new PtNDArray[a.length];
			System.arraycopy(a, 0, list, 0, a.length);
			return IValue.listFrom(list);
		}
		if (argument instanceof long[] a) return IValue.listFrom(a);
		if (argument instanceof Double a) return IValue.from(a);
		if (argument instanceof Boolean a) return IValue.from(a);
		if (argument instanceof String a) return IValue.from(a);
		if (argument instanceof Number a) return IValue.from(a.longValue());
		throw new IllegalArgumentException("a script takes no " + argument.getClass());
	}

	/**
	 * Writes a definition as a file that {@code torch.jit.load} reads anywhere.
	 *
	 * @param methods source text
	 * @throws io.github.encoderj.base.Refusal if it cannot be written
	 */
	public static void write(final Path file, final String methods) {
		WholeFile.write(file, temporary -> Files.write(temporary, archive(methods)));
	}

	/** The archive that torch.jit.load reads: a zip of stored entries with the source and an empty module's pickle. */
	static byte[] archive(final String methods) {
		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
			put(zip, "ops/data.pkl", pickledModule());
			put(zip, "ops/code/__torch__.py", (HEAD + methods).getBytes(StandardCharsets.UTF_8));
			put(zip, "ops/constants.pkl", new byte[] { (byte) 0x80, 2, ')', '.' }); // an empty tuple
			put(zip, "ops/version", "3\n".getBytes(StandardCharsets.US_ASCII));
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
		return bytes.toByteArray();
	}

	/** Pickle protocol 2 of an instance of __torch__.Ops with the state {training: False}. */
	private static byte[] pickledModule() throws IOException {
		final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
		pickle.write(new byte[] { (byte) 0x80, 2 });
		pickle.write("c__torch__\nOps\n".getBytes(StandardCharsets.US_ASCII));
		pickle.write(new byte[] { 'q', 0, ')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0 });
		pickle.write("training".getBytes(StandardCharsets.US_ASCII));
		pickle.write(new byte[] { 'q', 1, (byte) 0x89, 'u', 'b', 'q', 2, '.' });
		return pickle.toByteArray();
	}

	private static void put(final ZipOutputStream zip, final String name, final byte[] content) throws IOException {
		final ZipEntry entry = new ZipEntry(name);
		entry.setMethod(ZipEntry.STORED);
		entry.setSize(content.length);
		final CRC32 crc = new CRC32();
		crc.update(content);
		entry.setCrc(crc.getValue());
		zip.putNextEntry(entry);
		zip.write(content);
		zip.closeEntry();
	}
}
