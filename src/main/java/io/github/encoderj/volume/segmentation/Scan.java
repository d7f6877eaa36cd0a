package io.github.encoderj.volume.segmentation;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Interpolation;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Raster;
import io.github.encoderj.image.Resampling;
import io.github.encoderj.image.Volume;

/**
 * The opened volumes of a patient, all on one grid: that of the PET where there is one, because CT is finer and can be brought to it.
 *
 * @param name of the patient
 * @param reference on whose grid segmentations are
 * @param channels one for each modality
 */
public record Scan(String name, Volume<?> reference, List<Channel> channels) {

	private static final double HOT_MM3 = 20_000;
	/** Stands for 20 ml where the voxel size is unknown. */
	private static final double HOT_SHARE = 0.002;
	private static final double LOWEST_SUV = 0.1;
	private static final double BINS_OF_E = 500;
	private static final int BINS = 5000;

	/**
	 * A channel of a volume on the grid of the reference.
	 *
	 * @param scale of its values
	 */
	record Channel(Volume<?> volume, int index, Modality modality, Modality.Scale scale) {

		/** The view of some sections of a working grid, order [z, y, x]. */
		float[] view(final WorkingGrid grid, final int from, final int to) {
			final float[] values = grid.sections(volume, index, from, to);
			Parallel.ranges(values.length, 1 << 16, (first, end) -> {
				for (int i = (int) first; i < end; i++) values[i] = modality.view(values[i], scale);
			});
			return values;
		}
	}

	/**
	 * Opens the volumes of a patient.
	 *
	 * @throws Refusal if one cannot be read, has no such channel, or cannot be brought to the reference's grid
	 */
	public static Scan read(final Patient patient, final List<Modality> modalities) {
		final List<Volume<?>> volumes = new ArrayList<>();
		for (int c = 0; c < modalities.size(); c++) {
			final Patient.Source source = patient.channels().get(c);
			final boolean again = c > 0 && source.file().equals(patient.channels().get(c - 1).file());
			volumes.add(again ? volumes.get(c - 1) : ImageFiles.read(source.file()));
			Refusal.unless(source.channel() < volumes.get(c).channels(), "%s has %d channels, but the data set names %d modalities.", source.file(),
				volumes.get(c).channels(), modalities.size());
		}
		return of(patient.name(), volumes, patient.channels().stream().map(Patient.Source::channel).toList(), modalities);
	}

	/** The same of volumes that are open, one for each modality. */
	public static Scan of(final String name, final List<? extends Volume<?>> volumes, final List<Modality> modalities) {
		return of(name, volumes, modalities.stream().map(m -> 0).toList(), modalities);
	}

	private static Scan of(final String name, final List<? extends Volume<?>> volumes, final List<Integer> indices,
		final List<Modality> modalities)
	{
		final Volume<?> reference = volumes.get(Math.max(0, modalities.indexOf(Modality.PET)));
		final List<Channel> channels = new ArrayList<>();
		for (int c = 0; c < modalities.size(); c++) {
			Volume<?> volume = volumes.get(c);
			if (!sameGrid(volume, reference)) {
				volume = Resampling.toReference(volume, reference, Interpolation.LINEAR, modalities.get(c).outside(), Progress.NONE);
			}
			channels.add(new Channel(volume, indices.get(c), modalities.get(c), switch (modalities.get(c)) {
				case PET -> hottest(volume, indices.get(c));
				case CT -> Modality.Scale.NONE;
				case OTHER -> moments(volume, indices.get(c));
			}));
		}
		return new Scan(name, reference, channels);
	}

	/** Whether two volumes lie on the same voxels, to a thousandth of one. */
	private static boolean sameGrid(final Volume<?> a, final Volume<?> b) {
		if (!a.sameSize(b)) return false;
		if (!a.geometry().calibrated() || !b.geometry().calibrated()) return true;
		double difference = 0;
		for (int d = 0; d < 3; d++) {
			final double voxel = b.geometry().spacing()[d];
			difference = Math.max(difference, Math.abs(a.geometry().origin()[d] - b.geometry().origin()[d]) / voxel);
			difference = Math.max(difference, a.pixels().dimension(d) * Math.abs(a.geometry().spacing()[d] - voxel) / voxel);
		}
		for (int i = 0; i < 9; i++) difference = Math.max(difference, Math.abs(a.geometry().direction()[i] - b.geometry().direction()[i]));
		return difference < 1e-3;
	}

	/** Mean and standard deviation over at most about 64 sections. */
	private static Modality.Scale moments(final Volume<?> volume, final int channel) {
		final float[] section = new float[Math.toIntExact(volume.width() * volume.height())];
		final long step = (volume.depth() + 63) / 64;
		double sum = 0;
		double squares = 0;
		long n = 0;
		for (long z = 0; z < volume.depth(); z += step) {
			Raster.section(volume, PixelType.FLOAT, z, channel, section, 0);
			for (final float v : section) {
				sum += v;
				squares += (double) v * v;
			}
			n += section.length;
		}
		final double deviation = Math.sqrt(Math.max(0, squares / n - sum / n * (sum / n)));
		return new Modality.Scale(sum / n, deviation > 0 ? deviation : 1);
	}

	/** The SUV that the hottest 20 ml exceed; a volume and not a share of the voxels, so that empty surroundings do not count. */
	private static Modality.Scale hottest(final Volume<?> volume, final int channel) {
		final Geometry g = volume.geometry();
		final double voxels = g.unit().equals("mm") ? HOT_MM3 / (g.x() * g.y() * g.z()) : volume.voxels() * HOT_SHARE;
		final float[] section = new float[Math.toIntExact(volume.width() * volume.height())];
		final long[] counts = new long[BINS];
		for (long z = 0; z < volume.depth(); z++) {
			Raster.section(volume, PixelType.FLOAT, z, channel, section, 0);
			for (final float v : section) counts[(int) Math.max(0, Math.min(BINS - 1, BINS_OF_E * Math.log(v / LOWEST_SUV)))]++;
		}
		long above = 0;
		int bin = BINS;
		while (bin > 0 && above < voxels) above += counts[--bin];
		return new Modality.Scale(0, LOWEST_SUV * Math.exp((bin + 0.5) / BINS_OF_E));
	}
}
