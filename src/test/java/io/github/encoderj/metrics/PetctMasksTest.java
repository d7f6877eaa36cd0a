package io.github.encoderj.metrics;

import static io.github.encoderj.metrics.PartitionScoresTest.assertClose;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import io.github.encoderj.metrics.MaskScores.Options;
import io.github.encoderj.metrics.SurfaceDistances.Definition;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * Real PET lesions, SUV above 2.5 against the drawn masks, beside reference values. The data are not in the repository; run with
 * {@code mvn test -Dtest=PetctMasksTest -Dpetct=FOLDER}, where FOLDER holds nifti/CASE/PET_image.nii.gz, PET_mask.nii.gz and the
 * reference CSV.
 */
@EnabledIfSystemProperty(named = "petct", matches = ".+")
class PetctMasksTest {

	/** Voxels, [z, y, x], with size and spacing along x, y, z. */
	private record Nifti(double[] values, long[] size, double[] spacing) {

		static Nifti read(final Path path) throws IOException {
			try (InputStream in = new GZIPInputStream(Files.newInputStream(path))) {
				final ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
				final long[] size = { file.getShort(42), file.getShort(44), file.getShort(46) };
				final double[] spacing = { file.getFloat(80), file.getFloat(84), file.getFloat(88) };
				final int type = file.getShort(70);
				final int from = (int) file.getFloat(108);
				final double slope = file.getFloat(112) == 0 ? 1 : file.getFloat(112);
				final double[] values = new double[(int) (size[0] * size[1] * size[2])];
				for (int i = 0; i < values.length; i++) {
					values[i] = file.getFloat(116) + slope * switch (type) {
						case 2 -> file.get(from + i) & 0xff;
						case 4 -> file.getShort(from + 2 * i);
						case 16 -> file.getFloat(from + 4 * i);
						default -> throw new IOException(path + " has the data type " + type);
					};
				}
				return new Nifti(values, size, spacing);
			}
		}

		Img<UnsignedByteType> above(final double threshold) {
			final byte[] mask = new byte[values.length];
			for (int i = 0; i < mask.length; i++) mask[i] = (byte) (values[i] > threshold ? 1 : 0);
			return ArrayImgs.unsignedBytes(mask, size);
		}
	}

	@TestFactory
	Stream<DynamicTest> equalTheReferences() throws IOException {
		final Path folder = Path.of(System.getProperty("petct"));
		final List<String> lines = Files.readAllLines(folder.resolve("reference-metrics-suv2.5-vs-gtv.csv"));
		return lines.stream().skip(1).map(line -> line.split(",")).map(row -> DynamicTest.dynamicTest(row[0], () -> check(folder, row)));
	}

	/** case, dice, hd_max, hd95 of MONAI's kind, of medpy's, of DeepMind's, false volumes and volumes in ml. */
	private static void check(final Path folder, final String[] row) throws IOException {
		final Nifti pet = Nifti.read(folder.resolve("nifti/" + row[0] + "/PET_image.nii.gz"));
		final Img<UnsignedByteType> truth = Nifti.read(folder.resolve("nifti/" + row[0] + "/PET_mask.nii.gz")).above(0);
		final Img<UnsignedByteType> segmentation = pet.above(2.5);
		final List<MaskScores> scores = MaskScores.of(truth, segmentation, new Options(pet.spacing, Definition.parse("all")).withVolumeUnit(
			0.001));
		final MaskScores monai = scores.get(0);
		assertClose(Double.parseDouble(row[1]), monai.overlap().dice(), 1e-9, "Dice");
		assertClose(Double.parseDouble(row[2]), monai.hd(), 1e-6, "HD");
		assertClose(Double.parseDouble(row[3]), monai.hd95(), 1e-6, "HD95 of MONAI");
		assertClose(Double.parseDouble(row[3]), SurfaceDistances.of(truth, segmentation, pet.spacing, Definition.MEDPY).maximumOfDirected(95),
			1e-6, "HD95, larger directed one");
		assertClose(Double.parseDouble(row[4]), scores.get(1).hd95(), 1e-6, "HD95 of medpy");
		assertClose(Double.parseDouble(row[5]), scores.get(2).hd95(), 1e-6, "HD95 of DeepMind");
		assertClose(Double.parseDouble(row[6]), monai.falsePositiveVolume(), 1e-6, "false positive volume");
		assertClose(Double.parseDouble(row[7]), monai.falseNegativeVolume(), 1e-6, "false negative volume");
		assertClose(Double.parseDouble(row[8]) - Double.parseDouble(row[9]), monai.volumeDifference(), 1e-6, "volume difference");
	}
}
