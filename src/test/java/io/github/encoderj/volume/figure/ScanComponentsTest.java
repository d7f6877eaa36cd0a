package io.github.encoderj.volume.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.FeatureMaps;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.image.Volume;
import io.github.encoderj.sample.SyntheticPatient;
import io.github.encoderj.sample.SyntheticPatient.Finding;
import io.github.encoderj.volume.GreyWindows;
import io.github.encoderj.volume.View;

/** Principal components over a scan, with a tiny encoder of random weights. */
class ScanComponentsTest {

	private static final String TINY = Path.of("src/test/resources/encoders/golden/models/dinov3-vit-tiny").toAbsolutePath().toString();
	private static final GreyWindows WINDOW = GreyWindows.parse("window", "0..8");

	private static Volume<?> scan() {
		return SyntheticPatient.of(Set.of(Finding.LUNG_NODULE), 2).suv(13, 12, 35);
	}

	private static ScanComponents components(final View view, final boolean foreground, final double threshold) {
		try (PictureEncoder encoder = Encoders.openPictures(TINY, ComputeDevice.cpu(), 1)) {
			return ScanComponents.of(scan(), SectionFeatures.pictures(encoder, 64), new ScanComponents.Settings(view, WINDOW, 3, foreground,
				threshold), Progress.NONE);
		}
	}

	/** Few sections: the streamed maps are those of all sections at once, up to the sign of the first component. */
	@Test
	void equalsTheComponentsOfAllSectionsAtOnce() {
		final ScanComponents found = components(View.AXIAL, false, -1);
		assertEquals(24, found.maps().size());
		final List<ImageFeatures> all = new ArrayList<>();
		try (PictureEncoder encoder = Encoders.openPictures(TINY, ComputeDevice.cpu(), 1)) {
			for (int z = 0; z < 24; z++) all.addAll(encoder.encodeWhole(List.of(WINDOW.apply(Pictures.planes(scan(), z))), GreyWindows.UNIT, 64,
				Wanted.FINAL));
		}
		final List<float[]> expected = FeatureMaps.principalComponents(all, 3, false);
		final int cells = found.rows() * found.columns();
		final boolean flipped = Math.abs(expected.get(0)[0] - found.maps().get(0)[0]) > 1e-3;
		for (int z = 0; z < 24; z++) {
			for (int i = 0; i < 3 * cells; i++) {
				final float e = expected.get(z)[i];
				assertEquals(flipped && i < cells ? 1 - e : e, found.maps().get(z)[i], 2e-3, "section " + z + ", " + i);
			}
		}
	}

	@Test
	void brightPatchesLieHighOnTheFirstComponent() {
		final ScanComponents found = components(View.CORONAL, false, -1);
		assertEquals("32 x 24 x 24", found.scan().size());
		assertTrue(found.threshold() > 0 && found.threshold() < 1, "threshold " + found.threshold());
		final int middle = found.maps().size() / 2;
		final float[] map = found.maps().get(middle);
		float brain = 0;
		for (int c = 0; c < found.columns(); c++) brain = Math.max(brain, map[c]); // the first row of patches holds the head
		assertTrue(brain > map[found.columns() * (found.rows() - 1)], brain + " in the head, " + map[found.columns() * (found.rows() - 1)]);
	}

	@Test
	void theBackgroundGetsNoColour() {
		final ScanComponents found = components(View.SAGITTAL, true, 0.5);
		assertEquals(0.5, found.threshold());
		int background = 0;
		int all = 0;
		for (final float[] map : found.maps()) {
			for (final float v : map) {
				all++;
				if (Float.isNaN(v)) background++;
				else assertTrue(v >= 0 && v <= 1);
			}
		}
		assertTrue(background > all / 10 && background < all * 9 / 10, background + " of " + all);
	}

	@Test
	void theFigureShowsSectionsColoursAndWhatTheThresholdMarks() {
		final ScanComponents found = components(View.CORONAL, false, 0.7);
		final ComponentFigure figure = new ComponentFigure(found, WINDOW);
		final BufferedImage montage = figure.montage(4, 84);
		final int width = (int) Math.round(84.0 * 32 * 13 / (24 * 35));
		assertEquals(4 * (width + 4) - 4, montage.getWidth());
		assertEquals(3 * 88 - 4, montage.getHeight());
		int marked = 0;
		for (int x = 0; x < montage.getWidth(); x++) {
			for (int y = 176; y < montage.getHeight(); y++) if ((montage.getRGB(x, y) >> 16 & 0xff) > (montage.getRGB(x, y) & 0xff)) marked++;
		}
		assertTrue(marked > 0 && marked < montage.getWidth() * 84 / 2, marked + " pixels are marked");
		final int[] grey = figure.section(12, 32, 24);
		for (final int p : grey) assertEquals(p & 0xff, p >> 16);
		assertArrayEquals(grey, figure.section(12, 32, 24));
		assertThrows(Refusal.class, () -> figure.montage(0, 84));
	}

	/** Without any weights: the filter bank's features, averaged over cells; hot organs lie above the threshold, air below. */
	@Test
	void theFilterBankServesToo() {
		final ScanComponents found = ScanComponents.of(scan(), SectionFeatures.filterBank(12), new ScanComponents.Settings(View.CORONAL, WINDOW,
			3, false, -1), Progress.NONE);
		assertEquals(12, found.columns());
		assertEquals(9, found.rows());
		final float[] middle = found.maps().get(found.maps().size() / 2);
		float head = 0;
		for (int c = 0; c < 12; c++) head = Math.max(head, middle[c]);
		assertTrue(head > found.threshold() && middle[0] < found.threshold(), head + " " + found.threshold() + " " + middle[0]);
		assertThrows(Refusal.class, () -> SectionFeatures.filterBank(-1));
		assertThrows(Refusal.class, () -> ScanComponents.of(scan(), SectionFeatures.filterBank(0), new ScanComponents.Settings(View.AXIAL,
			GreyWindows.parse("window", "0..1,0..2,0..3"), 3, false, -1), Progress.NONE));
	}

	@Test
	void whatDoesNotFitIsRefused() {
		final Volume<?> colours = Volume.of(new float[24], 2, 2, 2, 3, scan().geometry(), "colours");
		final SectionFeatures bank = SectionFeatures.filterBank(0);
		assertThrows(Refusal.class, () -> ScanComponents.of(colours, bank, new ScanComponents.Settings(View.AXIAL, WINDOW, 3, false, -1),
			Progress.NONE));
		assertThrows(Refusal.class, () -> ScanComponents.of(scan(), bank, new ScanComponents.Settings(View.AXIAL, WINDOW, 99, false, -1),
			Progress.NONE));
	}
}
