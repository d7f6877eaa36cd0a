package io.github.encoderj.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.Normalisation;
import io.github.encoderj.encoder.weights.Tensor;

class HeadTest {

	private final FilterBank encoder = new FilterBank();
	private final ImageStatistics statistics = new ImageStatistics(new double[] { 4, 4, 40 }, "nm", 120, 30, new float[] { 0, 1, 2 },
		new float[] { 1, 1, 2 });
	private final Head head = new Head("affinities", Head.of(encoder, "1.2"), List.of(Tensor.of("b", new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3),
		Tensor.of("a", new float[] { -1 }, 1)), statistics).with("setting.seed", "7");

	@TempDir
	Path folder;

	@Test
	void whatIsWrittenIsRead() {
		final Path file = folder.resolve("head.safetensors");
		head.write(file);
		final Head read = Head.read(file, "affinities");
		assertEquals(head.metadata(), read.metadata());
		assertEquals(List.of("b", "a"), read.tensors().stream().map(Tensor::name).toList());
		assertArrayEquals(new float[] { 1, 2, 3, 4, 5, 6 }, read.tensors().get(0).floats());
		assertArrayEquals(new long[] { 2, 3 }, read.tensors().get(0).shape());
		assertArrayEquals(statistics.deviation(), read.statistics().deviation());
		read.check(encoder, "head.safetensors");
	}

	@Test
	void anotherEncoderOrPreprocessingIsRefused() {
		final Refusal refusal = assertThrows(Refusal.class, () -> head.check(new FilterBank(new Normalisation.Fixed(0, 2)), "my.safetensors"));
		assertTrue(refusal.getMessage().contains("my.safetensors") && refusal.getMessage().contains("section"), refusal.getMessage());
		final Head other = head.with("encoder_sha256", "00ff").with("encoder", "dinov3-s");
		assertTrue(assertThrows(Refusal.class, () -> other.check(encoder, "my.safetensors")).getMessage().contains("dinov3-s"));
	}

	@Test
	void whatIsNoHeadIsRefused() throws IOException {
		final Path file = folder.resolve("head.safetensors");
		assertTrue(assertThrows(Refusal.class, () -> Head.read(file, "affinities")).getMessage().contains("no such file"));
		Files.writeString(file, "not a head at all");
		assertTrue(assertThrows(Refusal.class, () -> Head.read(file, "affinities")).getMessage().contains("head.safetensors"));
		head.write(file);
		assertTrue(assertThrows(Refusal.class, () -> Head.read(file, "slide classes")).getMessage().contains("affinities"));
		final byte[] bytes = Files.readAllBytes(file);
		Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
		assertThrows(Refusal.class, () -> Head.read(file, "affinities"));
	}

	@Test
	void imagesFarFromTheTrainingImagesAreNoticed() {
		assertEquals(List.of(), statistics.differences(statistics));
		final ImageStatistics coarse = new ImageStatistics(new double[] { 0.008, 0.008, 0.04 }, "µm", 120, 30, statistics.mean(), statistics
			.deviation());
		assertEquals(2, statistics.differences(coarse).size(), "voxel size along x and y");
		final ImageStatistics inverted = new ImageStatistics(new double[] { 4, 4, 40 }, "nm", 120, 30, new float[] { 2, -1, 2 }, statistics
			.deviation());
		assertTrue(statistics.differences(inverted).get(0).contains("shifted"));
		final ImageStatistics flat = new ImageStatistics(new double[] { 4, 4, 40 }, "nm", 120, 30, statistics.mean(), new float[] { 0.2f, 0.2f,
			0.2f });
		assertTrue(statistics.differences(flat).get(0).contains("spread"));
	}
}
