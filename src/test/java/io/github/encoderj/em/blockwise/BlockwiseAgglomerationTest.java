package io.github.encoderj.em.blockwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.Agglomeration;
import io.github.encoderj.em.AgglomerationResult;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.em.FragmentMethod;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.SectionFile;
import io.github.encoderj.image.Volume;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

class BlockwiseAgglomerationTest {

	private static final AgglomerationSettings SETTINGS = AgglomerationSettings.DEFAULT.withThresholds(0.3f, 0.6f);

	@TempDir
	private Path folder;

	private static Volume<?> affinities(final String name) {
		return Volume.of(NpyFile.resource("/em/" + name + ".npy").floats(), 64, 64, 16, 3, Geometry.PIXELS, name);
	}

	/** Collects the segmentations in memory. */
	private static final class Labels implements SectionSink {

		private final int[][] labels = new int[2][64 * 64 * 16];
		private boolean finished;

		@Override
		public void write(final int threshold, final int from, final int[] sections) {
			System.arraycopy(sections, 0, labels[threshold], from * 64 * 64, sections.length);
		}

		@Override
		public void finish() {
			finished = true;
		}
	}

	@Test
	void equalsTheUndividedRun() {
		int job = 0;
		for (final AgglomerationSettings settings : List.of(SETTINGS, SETTINGS.withFragments(FragmentMethod.WATERZ), SETTINGS.withFragments(
			FragmentMethod.WATERZ).withLimits(0.1f, 0.99f).withScore("(1 - mean) * minsize").withThresholds(1, 20), SETTINGS.withQueue(64)
				.withMinSize(100, 0), SETTINGS.withScore("1 - histogramquantile(50, 256)"), SETTINGS.withFragments(FragmentMethod.WATERZ).withScore(
					"1 - quantile(75)").withQueue(256), SETTINGS.withScore("1 - quantile(50, initmax)"), SETTINGS.withFragments(
						FragmentMethod.SECTIONS).withScore("1 - meanmax(5) * max + min / contact")))
		{
			for (final String name : List.of("aff", "aff_q")) {
				final AgglomerationResult whole = Agglomeration.run(affinities(name), settings, Progress.NONE);
				for (final int slab : new int[] { 3, 5, 16 }) {
					final Labels found = new Labels();
					final Path work = folder.resolve("job" + job++);
					final int halo = settings.fragments() == FragmentMethod.SECTIONS ? 0 : 6;
					Parallel.withThreads(1 + job % 3, () -> {
						new BlockwiseAgglomeration(new VolumeSections(affinities(name)), found, settings, work, slab, halo, 0).run(Progress.NONE);
						return null;
					});
					assertTrue(found.finished);
					for (int t = 0; t < 2; t++) {
						assertArrayEquals(Pixels.labels(whole.segmentation(t)), found.labels[t], name + ", slabs of " + slab + ", " + settings
							.fragments() + ", " + settings.score().text());
					}
				}
			}
		}
	}

	@Test
	void goesOnAfterBeingKilledAtAnyMoment() throws IOException, InterruptedException {
		final float[] values = NpyFile.resource("/em/aff.npy").floats();
		final ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(values);
		Files.write(folder.resolve("aff.raw"), bytes.array());
		final List<AgglomerationResult> undisturbed = List.of(Agglomeration.run(affinities("aff"), settings(0), Progress.NONE), Agglomeration.run(
			affinities("aff"), settings(1), Progress.NONE));
		final Random random = new Random(20);
		int kills = 0;
		int runs = 0;
		final List<String> killedAt = new ArrayList<>();
		while (kills < 20) {
			// One job is killed again and again until it is done; then the next begins
			final Path work = folder.resolve("work" + runs);
			final Path out = folder.resolve("labels" + runs++);
			boolean done = false;
			while (!done) {
				final Process child = child(work, out, runs - 1);
				try (BufferedReader lines = new BufferedReader(new InputStreamReader(child.getInputStream()))) {
					int left = kills < 20 ? 1 + random.nextInt(5) : Integer.MAX_VALUE;
					String line = lines.readLine();
					while (line != null && --left > 0) line = lines.readLine();
					if (line != null) {
						Thread.sleep(0, random.nextInt(999_999));
						child.destroyForcibly();
						kills++;
						killedAt.add(line);
					}
					done = child.waitFor() == 0;
				}
			}
			final AgglomerationResult whole = undisturbed.get((runs - 1) / 2 % 2);
			for (int t = 0; t < 2; t++) {
				assertArrayEquals(Pixels.labels(whole.segmentation(t)), written(Path.of(out + "-" + t)));
			}
			try (Stream<Path> files = Files.list(folder)) {
				assertFalse(files.anyMatch(file -> file.toString().endsWith(".unfinished")));
			}
		}
		assertTrue(killedAt.stream().distinct().count() > 3, killedAt.toString());
	}

	/** Two jobs take a score that the region graph holds, two one that needs another pass, and so on. */
	private static AgglomerationSettings settings(final int run) {
		return run / 2 % 2 == 0 ? SETTINGS : SETTINGS.withScore("1 - histogramquantile(50, 256)");
	}

	/** Labels of a Zarr image, or of a file of nothing else. */
	private static int[] written(final Path path) throws IOException {
		if (Files.isDirectory(path)) return Pixels.labels(ImageFiles.readLabels(path.toString()));
		final int[] labels = new int[64 * 64 * 16];
		ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(labels);
		return labels;
	}

	private Process child(final Path work, final Path out, final int run) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
			"-XX:+UseSerialGC", "-Xshare:auto", "-cp", System.getProperty("java.class.path"), Child.class.getName(), folder.resolve("aff.raw")
				.toString(), work.toString(), out.toString(), Integer.toString(run)).redirectError(new File("/dev/null")).start();
	}

	/** The job in a process of its own, which says each stage. */
	static final class Child {

		public static void main(final String[] arguments) {
			final RawSections source = new RawSections(Path.of(arguments[0]), 64, 64, 16, Geometry.PIXELS);
			final List<Path> paths = List.of(Path.of(arguments[2] + "-0"), Path.of(arguments[2] + "-1"));
			final Path work = Path.of(arguments[1]);
			final int run = Integer.parseInt(arguments[3]);
			// Every other job writes Zarr
			final SectionSink sink = run % 2 == 0 ? new ZarrLabels(paths, source, work, 3) : new RawLabels(paths, 64 *
				64);
			new BlockwiseAgglomeration(source, sink, settings(run), work, 3, 6, 0).run(new Progress() {

				@Override
				public void report(final String stage, final double share) {
					System.out.println(stage);
				}

				@Override
				public boolean cancelled() {
					return false;
				}
			});
		}
	}

	@Test
	void readsZarrSectionBySection() throws IOException {
		final Volume<?> affinities = affinities("aff");
		final String file = folder.resolve("aff.zarr").toString();
		ImageFiles.write(affinities, file);
		final Labels found = new Labels();
		new BlockwiseAgglomeration(new FileSections(SectionFile.affinities(file)), found, SETTINGS, folder.resolve("zarr"), 5, 6, 0).run(
			Progress.NONE);
		final AgglomerationResult whole = Agglomeration.run(affinities, SETTINGS, Progress.NONE);
		for (int t = 0; t < 2; t++) assertArrayEquals(Pixels.labels(whole.segmentation(t)), found.labels[t]);
		refused("does not exist", () -> SectionFile.affinities(folder.resolve("none.zarr").toString()));
		refused("holds no TIFF", () -> SectionFile.affinities(Files.createDirectory(folder.resolve("nothing")).toString()));
		Files.writeString(folder.resolve("aff.tif"), "");
		refused("section by section", () -> SectionFile.affinities(folder.resolve("aff.tif").toString()));
		final String labels = folder.resolve("one.zarr").toString();
		ImageFiles.write(Volume.of(new float[8], 2, 2, 2, Geometry.PIXELS, "one"), labels);
		refused("has 1 channel", () -> new FileSections(SectionFile.affinities(labels)));
	}

	/** 8 bits and 32-bit numbers, as one file and as a file for each section. */
	@Test
	void readsHdf5AndFoldersSectionBySection() throws IOException {
		final float[] values = NpyFile.resource("/em/aff.npy").floats();
		final byte[] bytes = new byte[values.length];
		for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) Math.round(values[i] * 255);
		int job = 0;
		for (final Volume<?> affinities : List.of(affinities("aff"), new Volume<>(ArrayImgs.unsignedBytes(bytes, 64, 64, 16, 3), Geometry
			.spacing(8, 8, 40, "nm"), "bytes")))
		{
			final Path sections = Files.createDirectory(folder.resolve("sections of " + affinities.name()));
			for (int z = 0; z < 16; z++) ImageFiles.write(section(affinities, z), sections.resolve("s" + z + ".tif"));
			final Path hdf5 = folder.resolve(affinities.name() + ".h5");
			ImageFiles.write(affinities, hdf5);
			final AgglomerationResult whole = Agglomeration.run(affinities, SETTINGS, Progress.NONE);
			for (final String file : List.of(hdf5.toString(), hdf5 + ":/volumes/" + (job == 0 ? "affinities" : "raw"), sections.toString())) {
				assertTrue(SectionFile.possible(file));
				final Labels found = new Labels();
				final SectionFile opened = SectionFile.affinities(file);
				assertEquals(affinities.geometry().toString(), opened.geometry().toString());
				new BlockwiseAgglomeration(new FileSections(opened), found, SETTINGS, folder.resolve("read" + job++), 5, 6, 0).run(Progress.NONE);
				for (int t = 0; t < 2; t++) assertArrayEquals(Pixels.labels(whole.segmentation(t)), found.labels[t], file);
			}
		}
		final Path odd = folder.resolve("sections of aff").resolve("s7.tif");
		ImageFiles.write(Volume.of(new float[12], 2, 2, 1, 3, Geometry.PIXELS, "odd"), odd);
		final SectionFile opened = SectionFile.affinities(odd.getParent().toString());
		refused("s7.tif", () -> opened.read(3, 5, 9, new float[3 * 4 * 64 * 64], 0, 4 * 64 * 64));
		refused("has no image \"none\"", () -> SectionFile.affinities(folder.resolve("aff.h5") + ":/none"));
		final Path labels = folder.resolve("labels.h5");
		ImageFiles.write(Volume.ofLabels(new int[8], 2, 2, 2, Geometry.PIXELS, "labels"), labels);
		refused("of the type", () -> SectionFile.affinities(labels.toString()));
	}

	private static Volume<?> section(final Volume<?> volume, final int z) {
		return section(volume.pixels(), z, volume.geometry());
	}

	private static <T extends RealType<T>> Volume<T> section(final RandomAccessibleInterval<? extends RealType<?>> pixels, final int z,
		final Geometry geometry)
	{
		@SuppressWarnings("unchecked")
		final RandomAccessibleInterval<T> typed = (RandomAccessibleInterval<T>) pixels;
		return new Volume<>(Views.zeroMin(Views.interval(typed, new long[] { 0, 0, z, 0 }, new long[] { 63, 63, z, 2 })), geometry, "s" + z);
	}

	@Test
	void writesLabelsThatOpenLikeOthers() throws IOException {
		final AgglomerationResult whole = Agglomeration.run(affinities("aff"), SETTINGS, Progress.NONE);
		for (final int slab : new int[] { 3, 5, 16, 40 }) {
			final List<Path> paths = List.of(folder.resolve("a" + slab + ".zarr"), folder.resolve("b" + slab + ".zarr"));
			final Path work = folder.resolve("labels" + slab);
			final VolumeSections source = new VolumeSections(affinities("aff"));
			// Stopped while the last slab is written, so that it goes on with what is there
			final ZarrLabels first = new ZarrLabels(paths, source, work, slab);
			final SectionSink stopping = new SectionSink() {

				@Override
				public void write(final int threshold, final int from, final int[] labels) {
					Refusal.unless(threshold == 0 || from + slab < 16, "stopped");
					first.write(threshold, from, labels);
				}

				@Override
				public void finish() {
					first.finish();
				}
			};
			refused("stopped", () -> new BlockwiseAgglomeration(source, stopping, SETTINGS, work, slab, 6, 0).run(Progress.NONE));
			assertFalse(Files.exists(paths.get(0)));
			for (int again = 0; again < 2; again++) {
				new BlockwiseAgglomeration(source, new ZarrLabels(paths, source, work, slab), SETTINGS, work, slab, 6, 0).run(Progress.NONE);
				for (int t = 0; t < 2; t++) {
					final Volume<?> found = ImageFiles.readLabels(paths.get(t).toString());
					assertEquals("64 x 64 x 16", found.size());
					assertArrayEquals(Pixels.labels(whole.segmentation(t)), Pixels.labels(found), "slabs of " + slab);
				}
			}
		}
	}

	@Test
	void refusesWhatCannotBeDone() throws IOException {
		final VolumeSections source = new VolumeSections(affinities("aff"));
		final Labels sink = new Labels();
		refused("slab = 0", () -> new BlockwiseAgglomeration(source, sink, SETTINGS, folder, 0, 8, 0));
		refused("halo = 1", () -> new BlockwiseAgglomeration(source, sink, SETTINGS, folder, 4, 1, 0));
		refused("\"filled\"", () -> new BlockwiseAgglomeration(source, sink, SETTINGS.withFragments(FragmentMethod.FILLED), folder, 4, 8,
			0));
		new BlockwiseAgglomeration(source, sink, SETTINGS, folder, 4, 8, 0).run(Progress.NONE);
		refused("holds another job", () -> new BlockwiseAgglomeration(source, sink, SETTINGS, folder, 5, 8, 0).run(Progress.NONE));
		refused("does not exist", () -> new RawSections(folder.resolve("none"), 2, 2, 2, Geometry.PIXELS));
		Files.write(folder.resolve("short"), new byte[23]);
		refused("has 23 bytes", () -> new RawSections(folder.resolve("short"), 2, 2, 2, Geometry.PIXELS));
		Files.write(folder.resolve("bytes"), new byte[24]);
		assertEquals(2, new RawSections(folder.resolve("bytes"), 2, 2, 2, Geometry.PIXELS).depth());
		Files.writeString(folder.resolve("file"), "");
		refused("cannot be used", () -> new BlockwiseAgglomeration(source, sink, SETTINGS, folder.resolve("file"), 4, 8, 0).run(
			Progress.NONE));
	}

	private static void refused(final String part, final org.junit.jupiter.api.function.Executable action) {
		final String message = assertThrows(Refusal.class, action).getMessage();
		assertTrue(message.contains(part), message);
	}
}
