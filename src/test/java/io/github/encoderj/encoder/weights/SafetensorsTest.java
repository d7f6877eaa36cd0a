package io.github.encoderj.encoder.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.TorchEngine;

class SafetensorsTest {

	@TempDir
	Path folder;

	private Path write(final String name, final Tensor... tensors) {
		final Path path = folder.resolve(name);
		Safetensors.write(path, Map.of("format", "pt", "note", "größe \"1\""), List.of(tensors));
		return path;
	}

	private static ByteBuffer file(final String header, final int dataBytes) {
		final byte[] json = header.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, json.length).put(8, json);
	}

	@Test
	void whatIsWrittenIsReadBack() {
		final Path path = write("a.safetensors", Tensor.of("b.weight", new float[] { 1, -2, 3.5f, 0, 5, 6 }, 2, 3), Tensor.of("count",
			new long[] { 7 }), Tensor.of("empty", new float[0], 0, 4));
		final Safetensors read = Safetensors.open(path);
		assertEquals(Map.of("format", "pt", "note", "größe \"1\""), read.metadata());
		assertEquals(List.of("count", "b.weight", "empty"), List.copyOf(read.names()));
		assertArrayEquals(new float[] { 1, -2, 3.5f, 0, 5, 6 }, read.tensor("b.weight", 2, -1).floats());
		assertArrayEquals(new float[] { 7 }, read.tensor("count").floats());
		assertEquals(0, read.tensor("empty").size());
		assertEquals(0, read.tensor("count").shape().length);
	}

	@Test
	void engineArraysOfEveryFloatTypeHoldTheSameNumbers() {
		final float[] values = { 1.5f, -0.25f, 0, 3e4f, -2 };
		final ByteBuffer half = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
		for (final int h : new int[] { 0x3e00, 0xb400, 0, 0x7753, 0xc000 }) half.putShort((short) h);
		final ByteBuffer brain = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
		for (final float v : values) brain.putShort((short) (Float.floatToIntBits(v) >> 16));
		final Path path = write("t.safetensors", Tensor.of("f32", values, 5), Tensor.of("f16", TensorType.F16, half.flip(), 5), Tensor.of(
			"bf16", TensorType.BF16, brain.flip(), 5));
		final Safetensors read = Safetensors.open(path);
		try (NDManager manager = TorchEngine.newManager(Device.cpu(), 1)) {
			for (final String name : read.names()) {
				final NDArray array = read.tensor(name).array(manager);
				assertArrayEquals(values, array.toFloatArray(), 130, name);
				assertArrayEquals(read.tensor(name).floats(), array.toFloatArray(), 0, name);
			}
			assertArrayEquals(values, read.tensor("f32").array(manager).toFloatArray());
		}
	}

	@ParameterizedTest
	@CsvSource({ "0000, 0", "3c00, 1", "c000, -2", "7bff, 65504", "0001, 5.9604645e-8", "03ff, 6.097555e-5", "7c00, Infinity",
		"fc00, -Infinity", "7e00, NaN", "8000, -0.0" })
	void halfPrecisionIsWidenedExactly(final String bits, final float expected) {
		assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(Tensor.halfToFloat((short) Integer.parseInt(bits, 16))));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { //
		"{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|4|truncated|a", //
		"{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|9|belong to no tensor|1", //
		"{'a':{'dtype':'Q7','shape':[2],'data_offsets':[0,8]}}|8|unknown type|a", //
		"{'a':{'dtype':'f32','shape':[2],'data_offsets':[0,8]}}|8|unknown type|a", //
		"{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}|8|does not fill|a", //
		"{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}|8|whole numbers|a", //
		"{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}|8|whole numbers|a", //
		"{'a':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}}|8|whole numbers|a", //
		"{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,8]}}|8|whole numbers|a", //
		"{'a':{'dtype':'F32','shape':[400000000000000000,400000000000000000],'data_offsets':[0,8]}}|8|does not fill|a", //
		"{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}|8|begin and end|a", //
		"{'a':{'dtype':'F32','shape':[2]}}|8|lacks|a", //
		"{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}|12|inside|b", //
		"{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[12,16]}}|16|belong to no|b", //
		"{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|4|twice|a", //
		"{'__metadata__':{'k':1}}|0|not a text|k", //
		"{'a':3}|0|not valid JSON|", //
		"{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}|4|not valid JSON|", //
		"[]|0|brace|", //
		"{}x|0|not valid JSON|" })
	void aHeaderThatBreaksTheFormatIsRefusedByName(final String header, final int dataBytes, final String reason, final String name) {
		final Refusal refusal = assertThrows(Refusal.class, () -> Safetensors.parse(file(header.replace('\'', '"'), dataBytes), "x.file"));
		assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
		assertTrue(refusal.getMessage().contains("x.file"), refusal.getMessage());
		if (name != null) assertTrue(refusal.getMessage().contains(" " + name), refusal.getMessage());
	}

	@Test
	void aFileCutAnywhereIsRefused() throws IOException {
		final byte[] whole = Files.readAllBytes(write("cut.safetensors", Tensor.of("w", new float[20], 4, 5)));
		for (int n = 0; n < whole.length; n++) {
			final ByteBuffer part = ByteBuffer.wrap(whole, 0, n).slice();
			assertThrows(Refusal.class, () -> Safetensors.parse(part, "cut"));
		}
		final Path cut = folder.resolve("cut2.safetensors");
		Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 3));
		assertTrue(assertThrows(Refusal.class, () -> Safetensors.open(cut)).getMessage().contains("cut2.safetensors"));
	}

	@Test
	void aMissingTensorOrAnotherShapeIsNamed() {
		final Safetensors read = Safetensors.open(write("m.safetensors", Tensor.of("w", new float[6], 2, 3)));
		assertTrue(assertThrows(Refusal.class, () -> read.tensor("v")).getMessage().matches(".*m\\.safetensors: the tensor v is missing.*"));
		final String message = assertThrows(Refusal.class, () -> read.tensor("w", 3, 2)).getMessage();
		assertTrue(message.contains("m.safetensors") && message.contains(" w ") && message.contains("[2, 3]") && message.contains("[3, 2]"),
			message);
	}

	@Test
	void shardsAreReadAsOneAndCheckedAgainstTheirIndex() throws IOException {
		write("model-00001-of-00002.safetensors", Tensor.of("a", new float[] { 1 }, 1));
		write("model-00002-of-00002.safetensors", Tensor.of("b", new float[] { 2 }, 1), Tensor.of("c", new float[] { 3 }, 1));
		final String map = "{\"metadata\":{\"total_size\":12},\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\"," +
			"\"b\":\"model-00002-of-00002.safetensors\",\"c\":\"model-00002-of-00002.safetensors\"}}";
		final Path index = folder.resolve(Safetensors.INDEX);
		Files.writeString(index, map);
		final Safetensors read = Safetensors.open(folder);
		assertEquals(2, read.files().size());
		assertArrayEquals(new float[] { 3 }, read.tensor("c").floats());

		Files.writeString(index, map.replace("\"c\":", "\"d\":"));
		assertTrue(assertThrows(Refusal.class, () -> Safetensors.open(folder)).getMessage().contains("tensor d is missing"));
		Files.writeString(index, map.replace(",\"c\":\"model-00002-of-00002.safetensors\"", ""));
		assertTrue(assertThrows(Refusal.class, () -> Safetensors.open(folder)).getMessage().contains("tensor c is not listed"));
		Files.writeString(index, map.replace("model-00001-of-00002", "../secret"));
		assertTrue(assertThrows(Refusal.class, () -> Safetensors.open(folder)).getMessage().contains("same folder"));
		Files.writeString(index, map.replace("00001-of", "00007-of"));
		assertTrue(assertThrows(Refusal.class, () -> Safetensors.open(folder)).getMessage().contains("not there"));
		Files.writeString(index, "{");
		assertThrows(Refusal.class, () -> Safetensors.open(folder));
	}

	/** 150,000 damaged files: each is read or refused, never anything else, and never costs more memory than its size explains. */
	@Test
	void damagedFilesNeverDoWorseThanARefusal() throws IOException {
		final byte[] seed = Files.readAllBytes(write("fuzz.safetensors", Tensor.of("layer.0.weight", new float[] { 1, 2, 3, 4 }, 2, 2), Tensor
			.of("layer.0.bias", new float[] { 1, 2 }, 2), Tensor.of("n", new long[] { 3 })));
		final String[] bits = { "{", "}", "[", "]", "\"", ":", ",", "-1", "1e99", "9223372036854775807", "18446744073709551616", "null",
			"\\u00", "__metadata__", "dtype", "F4", "\0", "[[[[[[[[[", "data_offsets", "true", "\ufeff", "/*" };
		final Random random = new Random(42);
		final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
		final long thread = Thread.currentThread().getId();
		int refused = 0;
		int read = 0;
		for (int round = 0; round < 150_000; round++) {
			byte[] damaged = seed.clone();
			for (int change = random.nextInt(4); change >= 0; change--) damaged = mutate(damaged, bits, random);
			final long before = threads.getThreadAllocatedBytes(thread);
			if (isRead(damaged)) read++;
			else refused++;
			final long allocated = threads.getThreadAllocatedBytes(thread) - before;
			if (round < 1000) continue; // classes are still being loaded
			assertTrue(allocated < 200_000 + 100L * damaged.length, "round " + round + " allocated " + allocated);
		}
		assertEquals(150_000, refused + read);
		assertFalse(read == 0 || refused < 50_000, read + " read, " + refused + " refused");
	}

	private static boolean isRead(final byte[] content) {
		try {
			final Safetensors parsed = Safetensors.parse(ByteBuffer.wrap(content), "fuzz");
			for (final String name : parsed.names()) parsed.tensor(name).bytes();
			return true;
		}
		catch (final Refusal e) {
			return false;
		}
	}

	private static byte[] mutate(final byte[] in, final String[] bits, final Random random) {
		final int at = random.nextInt(in.length);
		switch (random.nextInt(5)) {
			case 0 -> in[at] = (byte) random.nextInt(256);
			case 1 -> in[random.nextInt(Math.min(10, in.length))] ^= (byte) (1 << random.nextInt(8));
			case 2 -> {
				return java.util.Arrays.copyOf(in, Math.max(1, in.length - random.nextInt(40)));
			}
			case 3 -> {
				final byte[] bit = bits[random.nextInt(bits.length)].getBytes(StandardCharsets.UTF_8);
				System.arraycopy(bit, 0, in, at, Math.min(bit.length, in.length - at));
			}
			default -> {
				final byte[] digit = { (byte) ('0' + random.nextInt(10)) };
				for (int i = 8; i < in.length; i++) if (in[i] >= '0' && in[i] <= '9' && random.nextInt(12) == 0) in[i] = digit[0];
			}
		}
		return in;
	}
}
