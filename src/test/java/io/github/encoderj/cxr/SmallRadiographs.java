package io.github.encoderj.cxr;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import javax.imageio.ImageIO;

/** Small pictures in which a finding is a bright disc (Mass) or a bright lower edge (Effusion), with a label table. */
public final class SmallRadiographs {

	private SmallRadiographs() {}

	/** Writes {@code images/*.png} and {@code labels.csv} (image, patient, sex, age, Mass, Effusion), two images a patient. */
	public static void write(final Path folder, final int number, final int side) throws IOException {
		final Path images = Files.createDirectories(folder.resolve("images"));
		final StringBuilder table = new StringBuilder("image,patient,sex,age,Mass,Effusion\n");
		for (int i = 0; i < number; i++) {
			final Random random = new Random(0x9E3779B97F4A7C15L * (i + 1)); // seeds in a row begin alike
			final boolean mass = random.nextBoolean();
			final boolean effusion = random.nextInt(3) == 0;
			final boolean female = i / 2 % 2 == 0;
			ImageIO.write(draw(side, random, mass, effusion, female), "png", images.resolve("r" + i + ".png").toFile());
			table.append("r").append(i).append(".png,p").append(i / 2).append(female ? ",F," : ",M,").append(20 + i / 2 * 7 % 60).append(',').append(
				i % 11 == 5 ? "-1" : mass ? "1" : "0").append(',').append(effusion ? "1" : "0").append('\n');
		}
		Files.writeString(folder.resolve("labels.csv"), table);
	}

	private static BufferedImage draw(final int side, final Random random, final boolean mass, final boolean effusion, final boolean female) {
		final BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
		final double cx = side * (0.3 + 0.4 * random.nextDouble());
		final double cy = side * (0.3 + 0.3 * random.nextDouble());
		for (int y = 0; y < side; y++) {
			for (int x = 0; x < side; x++) {
				double value = 80 + 20 * Math.sin(x * 3.0 / side) + 12 * random.nextGaussian();
				if (mass && Math.hypot(x - cx, y - cy) < side * 0.12) value += 70;
				if (effusion && y > 0.8 * side) value += 60;
				if (female && y < 0.2 * side) value -= 40;
				image.getRaster().setSample(x, y, 0, (int) Math.max(0, Math.min(255, value)));
			}
		}
		return image;
	}
}
