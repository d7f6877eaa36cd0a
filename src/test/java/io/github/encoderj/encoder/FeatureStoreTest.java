package io.github.encoderj.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.network.GoldenEncodersTest;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;

class FeatureStoreTest {

	@TempDir
	Path folder;

	private static FeatureStore.Key key() {
		return new FeatureStore.Key("tiny", "ab12", "short side 256", 64, "cls");
	}

	private static VisionEncoder encoder() {
		return VisionEncoder.open(GoldenEncodersTest.goldens().resolve("golden/models/dinov3-vit-tiny"), ComputeDevice.cpu(), 1, false);
	}

	private Path pictures() throws IOException {
		final Path in = Files.createDirectory(folder.resolve("in"));
		for (int i = 1; i <= 3; i++) {
			final byte[] data = new byte[40 * 30];
			for (int j = 0; j < data.length; j++) data[j] = (byte) (j * i * 7);
			ImageFiles.write(Volume.of(data, 40, 30, 1, Geometry.PIXELS, "p"), in.resolve("p" + i + ".tif"));
		}
		ImageFiles.write(Volume.of(new byte[40 * 30 * 2], 40, 30, 2, Geometry.PIXELS, "stack"), in.resolve("stack.tif"));
		Files.writeString(in.resolve("notes.tif"), "no picture");
		return in;
	}

	private static FeatureStore.Key keyOf(final PictureEncoder encoder) {
		return new FeatureStore.Key(encoder.name(), encoder.sha256(), encoder.preprocessing(), 48, "cls");
	}

	@Test
	void whatIsWrittenIsReadBack() {
		final Path file = folder.resolve("features.h5");
		final FeatureStore store = FeatureStore.open(file, key(), false);
		store.add("größe 1.png", new float[] { 1, 2, 3 });
		store.add("b.png", new float[] { 4, 5, 6 });
		store.write();
		final FeatureStore again = FeatureStore.open(file, key(), false);
		assertEquals(List.of("größe 1.png", "b.png"), List.copyOf(again.names()));
		assertArrayEquals(new float[] { 4, 5, 6 }, again.vector("b.png"));
		assertEquals(key(), again.key());
		assertThrows(Refusal.class, () -> again.vector("c"));
		assertThrows(Refusal.class, () -> again.add("c", new float[2]));
	}

	@Test
	void anotherEncodersStoreIsRefused() throws IOException {
		final Path file = folder.resolve("features.h5");
		final FeatureStore store = FeatureStore.open(file, key(), false);
		store.add("a", new float[] { 1 });
		store.write();
		for (final FeatureStore.Key other : List.of(new FeatureStore.Key("tiny", "cd", "short side 256", 64, "cls"), new FeatureStore.Key(
			"tiny", "ab12", "other", 64, "cls"), new FeatureStore.Key("tiny", "ab12", "short side 256", 0, "cls"), new FeatureStore.Key("tiny",
				"ab12", "short side 256", 64, "mean")))
		{
			assertTrue(assertThrows(Refusal.class, () -> FeatureStore.open(file, other, false)).getMessage().contains("features.h5"));
			assertTrue(FeatureStore.open(file, other, true).names().isEmpty());
		}
		Files.writeString(file, "not hdf5");
		assertThrows(Refusal.class, () -> FeatureStore.open(file, key(), false));
	}

	@Test
	void aFolderIsEncodedAndTheRestIsToldWhy() throws IOException {
		final Path in = pictures();
		final Path file = folder.resolve("features.h5");
		try (VisionEncoder encoder = encoder()) {
			final List<PictureEncoding.Outcome> outcomes = PictureEncoding.encode(Pictures.sources(in), encoder, FeatureStore.open(file, keyOf(
				encoder), false), Pooling.CLS, true, Progress.NONE);
			final FeatureStore store = FeatureStore.read(file);
			assertEquals(List.of("p1.tif", "p2.tif", "p3.tif", "stack.tif#1", "stack.tif#2"), List.copyOf(store.names()));
			assertEquals(64, store.vector("p2.tif").length);
			assertEquals(3, store.patches("p1.tif").orElseThrow().length);
			assertEquals(1, outcomes.stream().filter(o -> o.name().equals("notes.tif") && !o.note().equals("encoded")).count());
			assertEquals("0..255", outcomes.stream().filter(o -> o.name().equals("p1.tif")).findFirst().orElseThrow().window());

			final List<PictureEncoding.Outcome> again = PictureEncoding.encode(Pictures.sources(in), encoder, FeatureStore.open(file, keyOf(
				encoder), false), Pooling.CLS, true, Progress.NONE);
			assertEquals(5L, PictureEncoding.counts(again).get("kept"));
		}
	}

	@Test
	void aCancelledJobGoesOnWhereItStopped() throws IOException {
		final Path in = pictures();
		final Path file = folder.resolve("features.h5");
		final List<String> stages = new ArrayList<>();
		final Progress cancelling = new Progress() {

			@Override
			public void report(final String stage, final double done) {
				stages.add(stage);
			}

			@Override
			public boolean cancelled() {
				return stages.stream().anyMatch(s -> s.endsWith("p2.tif"));
			}
		};
		try (VisionEncoder encoder = encoder()) {
			assertThrows(CancellationException.class, () -> PictureEncoding.encode(Pictures.sources(in), encoder, FeatureStore.open(file, keyOf(
				encoder), false), Pooling.CLS, false, cancelling));
			final float[] first = FeatureStore.read(file).vector("p1.tif");
			assertFalse(FeatureStore.read(file).has("stack.tif#1"));
			PictureEncoding.encode(Pictures.sources(in), encoder, FeatureStore.open(file, keyOf(encoder), false), Pooling.CLS, false,
				Progress.NONE);
			assertArrayEquals(first, FeatureStore.read(file).vector("p1.tif"));
			assertEquals(5, FeatureStore.read(file).names().size());
		}
	}

	@Test
	void badInputsAreRefused() throws IOException {
		assertThrows(Refusal.class, () -> Pictures.sources(folder.resolve("none")));
		assertThrows(Refusal.class, () -> Pictures.sources(Files.createDirectory(folder.resolve("empty"))));
		Files.writeString(folder.resolve("list.txt"), "in/p2.tif\n\nin/p1.tif\n");
		pictures();
		assertEquals(List.of("p2.tif", "p1.tif"), Pictures.sources(folder.resolve("list.txt")).stream().map(Pictures.Source::name).toList());
	}
}
