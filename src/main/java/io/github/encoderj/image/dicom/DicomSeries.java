package io.github.encoderj.image.dicom;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Location;
import io.github.encoderj.image.Natural;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Raster;
import io.github.encoderj.image.Volume;
import net.imglib2.type.numeric.real.FloatType;

/** The images of one series as a volume: each file a slice, or the frames of one file. */
public final class DicomSeries {

	private static final Logger LOG = LoggerFactory.getLogger(DicomSeries.class);
	private static final double EXACT_FLOAT = 1 << 24;
	private static final int FILES_LOOKED_AT = 20;

	private final String uid;
	private final String name;
	private final List<Slice> slices;
	private final Geometry geometry;

	private DicomSeries(final String uid, final String name, final List<Slice> slices, final Geometry geometry) {
		this.uid = uid;
		this.name = name;
		this.slices = slices;
		this.geometry = geometry;
	}

	/** Files of a folder that belong together, not yet put in order. */
	public record Group(String uid, String modality, List<DicomImage> images, String name) {

		/**
		 * Puts the slices in order.
		 *
		 * @throws Refusal if they make no volume: missing, doubled, uneven slices, other directions or sizes
		 */
		public DicomSeries series() {
			return images.size() == 1 ? of(images.get(0), name) : ordered(this);
		}
	}

	/** Whether a folder holds DICOM files: one of its first files in natural order is. */
	public static boolean folder(final Path folder) {
		return Natural.files(folder, f -> true).stream().limit(FILES_LOOKED_AT).anyMatch(DicomImage::is);
	}

	/**
	 * Sorts the DICOM images of a folder by series; other files, and DICOM files without pixels, are left out.
	 *
	 * @return by identifier of the series
	 * @throws Refusal if there is no DICOM image, or one is truncated or damaged
	 */
	public static List<Group> in(final Path folder) {
		final List<Path> paths = Natural.files(folder, DicomImage::is);
		final DicomImage[] images = new DicomImage[paths.size()];
		Parallel.forEach(images.length, i -> images[i] = DicomImage.read(paths.get(i)));
		final Map<String, List<DicomImage>> byUid = new TreeMap<>();
		for (final DicomImage image : images) {
			if (image.hasPixels()) byUid.computeIfAbsent(image.elements().text(Tag.SERIES_INSTANCE).orElse(""), u -> new ArrayList<>()).add(image);
		}
		Refusal.unless(!byUid.isEmpty(), "The folder %s holds no DICOM image. Give the folder that holds the files of a series.", folder);
		final String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
		return byUid.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue().get(0).elements().text(Tag.MODALITY).map(
			DataSet::printable).orElse("?"), e.getValue(), name)).toList();
	}

	/**
	 * The only series of a folder, or the one with an identifier.
	 *
	 * @throws Refusal if there are several and none is chosen (all are named), or the chosen one is not there, or makes no volume
	 */
	public static DicomSeries read(final Path folder, final Optional<String> uid) {
		return read(folder, uid, "");
	}

	/**
	 * The series of one modality that a text names: a file, a folder that holds one of that modality, or {@code FOLDER:/1.2.840...}.
	 *
	 * @param modality such as PT; others in the folder are left out
	 * @throws Refusal if it does not exist, is no DICOM, or does not name one series
	 */
	public static DicomSeries read(final String text, final String modality) {
		final Location location = Location.parse(text);
		final Path path = location.path();
		Refusal.unless(Files.exists(path), "%s does not exist. Check the name and the folder.", path);
		return Files.isDirectory(path) ? read(path, location.dataset(), modality) : of(DicomImage.read(path));
	}

	private static DicomSeries read(final Path folder, final Optional<String> uid, final String modality) {
		final List<Group> all = in(folder);
		final List<Group> wanted = all.stream().filter(f -> uid.map(f.uid::equals).orElse(modality.isEmpty() || modality.equals(f.modality)))
			.toList();
		final String list = String.join("; ", all.stream().map(f -> f.modality + " of " + f.images.size() + " files, " + folder + ":/" + DataSet
			.printable(f.uid)).toList());
		final String found = uid.isPresent() ? "no series " + uid.get() : wanted.size() + " " + modality + " series";
		Refusal.unless(wanted.size() == 1, "The folder %s holds %s, expected one: %s. Choose one by its text.", folder, found.replace("  ",
			" "), list);
		return wanted.get(0).series();
	}

	/** The frames of one file. */
	public static DicomSeries of(final DicomImage image) {
		return of(image, String.valueOf(image.path().getFileName()));
	}

	private static DicomSeries of(final DicomImage image, final String name) {
		final List<Slice> slices = new ArrayList<>();
		for (int f = 0; f < image.frames(); f++) slices.add(Slice.of(image, f));
		final String uid = image.elements().text(Tag.SERIES_INSTANCE).orElse("");
		final Slice first = slices.get(0);
		final boolean placed = slices.stream().allMatch(s -> s.position().isPresent() && s.orientation().isPresent()) && first.spacing()
			.isPresent();
		if (placed && (slices.size() == 1 || distinct(slices))) {
			final SliceStack stack = SliceStack.of(slices, String.valueOf(image.path()));
			return new DicomSeries(uid, name, stack.slices(), stack.geometry());
		}
		if (slices.size() > 1) LOG.warn("{} does not say where its frames lie: its voxel size is taken as unknown.", name);
		final Geometry geometry = slices.size() > 1 ? Geometry.PIXELS : first.spacing().map(s -> Geometry.spacing(s[0], s[1], first.thickness()
			.orElse(s[0]), "mm")).orElse(Geometry.PIXELS);
		return new DicomSeries(uid, name, slices, geometry);
	}

	/** Frames of a film, all in one place, are no slices. */
	private static boolean distinct(final List<Slice> slices) {
		final double[] p = slices.get(0).position().orElseThrow();
		return slices.stream().anyMatch(s -> !Arrays.equals(p, s.position().orElseThrow()));
	}

	private static DicomSeries ordered(final Group group) {
		final List<Slice> slices = new ArrayList<>();
		final Map<String, Path> instances = new TreeMap<>();
		for (final DicomImage image : group.images) {
			image.elements().text(Tag.SOP_INSTANCE).ifPresent(u -> {
				final Path other = instances.putIfAbsent(u, image.path());
				Refusal.unless(other == null, "%s and %s are copies of the same image. Remove one of them.", other, image.path());
			});
			for (int f = 0; f < image.frames(); f++) slices.add(Slice.of(image, f));
		}
		final Path folder = group.images.get(0).path().toAbsolutePath().getParent();
		final SliceStack stack = SliceStack.of(slices, "The " + group.modality + " series in " + folder);
		return new DicomSeries(group.uid, group.name, stack.slices(), stack.geometry());
	}

	/** Identifier of the series; empty if it has none. */
	public String uid() {
		return uid;
	}

	/** Name of the file or folder. */
	public String name() {
		return name;
	}

	/** LPS, in mm; {@link Geometry#PIXELS} when unknown. */
	public Geometry geometry() {
		return geometry;
	}

	/** The file of each slice, in the order of the volume; a file of several frames comes once a frame. */
	public List<DicomImage> images() {
		return slices.stream().map(Slice::image).toList();
	}

	/**
	 * The values of the modality, slope and intercept of each slice applied: Hounsfield units, activity, or stored values where none is
	 * stated. Integers stay integers; else float, or double where float is not exact enough.
	 *
	 * @return axes x, y, z, and channel for colours; z along the normal
	 * @throws Refusal if pixels are truncated, damaged or cannot be decoded exactly
	 */
	public Volume<?> volume(final Progress progress) {
		final PixelLayout layout = slices.get(0).image().layout();
		final Raster raster = new Raster(type(), layout.columns(), layout.rows(), slices.size(), layout.samples() > 1 ? layout.samples() : 0,
			name);
		fill(raster, new double[0], progress);
		return raster.volume(geometry, name);
	}

	/**
	 * The values of the modality, each slice multiplied by a factor in double precision.
	 *
	 * @param factors one a slice, in the order of {@link #images}
	 */
	@SuppressWarnings("unchecked")
	public Volume<FloatType> scaled(final double[] factors, final Progress progress) {
		final PixelLayout layout = slices.get(0).image().layout();
		Refusal.unless(layout.samples() == 1, "%s is a colour image; expected grey values.", name);
		final Raster raster = new Raster(PixelType.FLOAT, layout.columns(), layout.rows(), slices.size(), 0, name);
		fill(raster, factors, progress);
		return (Volume<FloatType>) raster.volume(geometry, name);
	}

	private void fill(final Raster raster, final double[] factors, final Progress progress) {
		final AtomicInteger done = new AtomicInteger();
		Parallel.forEach(slices.size(), z -> {
			progress.check();
			final double[] values = slices.get(z).values();
			if (factors.length > 0) for (int i = 0; i < values.length; i++) values[i] *= factors[z];
			final int samples = slices.get(z).image().layout().samples();
			final int count = values.length / samples;
			for (int c = 0; c < samples; c++) put(values, c * count, count, raster.array(z, c), raster.offset(z, c));
			progress.report("Reading slices", done.incrementAndGet() / (double) slices.size());
		});
	}

	private static void put(final double[] from, final int start, final int count, final Object to, final int offset) {
		for (int i = 0; i < count; i++) {
			final double v = from[start + i];
			if (to instanceof float[] a) a[offset + i] = (float) v;
			else if (to instanceof double[] a) a[offset + i] = v;
			else if (to instanceof byte[] a) a[offset + i] = (byte) (int) v;
			else if (to instanceof short[] a) a[offset + i] = (short) (int) v;
			else ((int[]) to)[offset + i] = (int) (long) v;
		}
	}

	/** The smallest type that holds all values exactly. */
	private PixelType type() {
		double low = 0;
		double high = 0;
		boolean whole = true;
		for (final Slice s : slices) {
			final PixelLayout l = s.image().layout();
			low = Math.min(low, s.transform().lowest(l));
			high = Math.max(high, s.transform().highest(l));
			whole &= s.transform().whole() && !l.real();
			if (l.real() || !s.transform().whole() && l.stored() > 24) {
				if (l.allocated() == 64 || !l.real() || !s.transform().identity()) return PixelType.DOUBLE;
			}
		}
		if (!whole) return PixelType.FLOAT;
		if (low >= 0 && high <= 255) return PixelType.UINT8;
		if (low >= -128 && high <= 127) return PixelType.INT8;
		if (low >= 0 && high <= 65535) return PixelType.UINT16;
		if (low >= -32768 && high <= 32767) return PixelType.INT16;
		if (low >= -EXACT_FLOAT && high <= EXACT_FLOAT) return PixelType.FLOAT;
		if (low >= 0 && high <= 4294967295.0) return PixelType.UINT32;
		if (low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE) return PixelType.INT32;
		return PixelType.DOUBLE;
	}
}
