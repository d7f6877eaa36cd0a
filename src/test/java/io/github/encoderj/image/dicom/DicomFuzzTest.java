package io.github.encoderj.image.dicom;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.management.ThreadMXBean;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/**
 * Damaged files are refused, or read as what they then say; never a crash, an endless loop, or memory beyond what the file can hold. More mutants:
 * {@code mvn -Dtest=DicomFuzzTest -Dencoderj.mutants=5000 test}.
 */
class DicomFuzzTest {

	private static final int MUTANTS = Integer.getInteger("encoderj.mutants", 150);
	private static final long MEMORY = 48 << 20; // of a file of some KB: codecs take a few MB for any frame

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "explicit", "implicit", "big-endian", "deflated", "rle-16", "rle-rgb", "lossless-5", "lossless-rgb-in-fragments",
		"baseline", "j2k-10", "nested-implicit", "display-voi-table", "display-modality-table", "enhanced", "bits" })
	void mutants(final String name) throws IOException {
		final byte[] good = Files.readAllBytes(DicomImageTest.GOLDENS.resolve(name + ".dcm"));
		final Random random = new Random(name.hashCode());
		final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		assertTrue(reads(DicomImageTest.GOLDENS.resolve(name + ".dcm"))); // loads classes, too
		int refused = 0;
		for (int i = 0; i < MUTANTS; i++) {
			final byte[] bad = mutated(good, random);
			final Path file = Files.write(folder.resolve("mutant.dcm"), bad);
			final long[] allocated = new long[1];
			final boolean ok = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
				final long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
				final boolean read = reads(file);
				allocated[0] = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
				return read;
			}, name + " mutant " + i);
			if (!ok) refused++;
			assertTrue(allocated[0] < MEMORY, name + " mutant " + i + " took " + allocated[0] + " bytes");
		}
		assertTrue(refused > 0 && refused < MUTANTS, name + ": " + refused + " refused");
	}

	private static boolean reads(final Path file) {
		try {
			final DicomImage image = DicomImage.read(file);
			if (!image.hasPixels()) return false;
			DicomSeries.of(image).volume(Progress.NONE);
			if (image.channels() == 1) DisplayValues.read(file);
			return true;
		}
		catch (final Refusal e) {
			return false;
		}
	}

	/** Some bytes changed, most of them in the header; sometimes cut, or a part doubled. */
	private static byte[] mutated(final byte[] good, final Random random) {
		byte[] bad = good.clone();
		final int changes = 1 + random.nextInt(4);
		for (int c = 0; c < changes; c++) {
			final int at = random.nextInt(3) > 0 ? 128 + random.nextInt(Math.min(900, bad.length - 128)) : random.nextInt(bad.length);
			bad[at] = switch (random.nextInt(4)) {
				case 0 -> (byte) 0xff;
				case 1 -> 0;
				case 2 -> (byte) (bad[at] ^ 1 << random.nextInt(8));
				default -> (byte) random.nextInt();
			};
		}
		if (random.nextInt(10) == 0) bad = Arrays.copyOf(bad, random.nextInt(bad.length));
		if (random.nextInt(10) == 0 && bad.length > 200) {
			final int from = 132 + random.nextInt(bad.length - 140);
			System.arraycopy(good, 132, bad, from, Math.min(50, bad.length - from));
		}
		return bad;
	}
}
