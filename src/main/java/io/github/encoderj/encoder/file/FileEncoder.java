package io.github.encoderj.encoder.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.engine.Batches;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.file.ModelDescription.InputLayout;
import io.github.encoderj.encoder.file.ModelDescription.OutputLayout;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Preprocessing;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.encoder.weights.Fingerprint;
import io.github.encoderj.image.Volume;

/** An encoder from a model file; see {@link ModelDescription} for the JSON file beside it. */
public final class FileEncoder implements PictureEncoder {

	private final String name;
	private final Path path;
	private final ModelDescription description;
	private final ModelFile model;
	private final Batches batches = new Batches(8);
	private String sha256;
	private ImageFeatures probe;

	private FileEncoder(final String name, final Path path, final ModelDescription description, final ComputeDevice device,
		final int threads)
	{
		this.name = name;
		this.path = path;
		this.description = description;
		model = ModelFile.load(path, description, device, threads);
	}

	/** Whether a path is a model file, a SavedModel's folder or the folder of a bioimage.io package. */
	public static boolean is(final Path path) {
		return ModelFile.is(path) || BioImagePackage.fileIn(path).isPresent();
	}

	/**
	 * Opens a model file.
	 *
	 * @param threads threads on a CPU; 0 means all cores
	 * @throws Refusal if it is of no kind that is known, has no description beside it, is damaged, or its engine is not installed
	 */
	public static FileEncoder open(final Path path, final ComputeDevice device, final int threads) {
		Refusal.unless(is(path), "%s is no model of a known kind: .pt, .torchscript, .onnx, or a folder with saved_model.pb or rdf.yaml.", path);
		final String name = path.toAbsolutePath().normalize().getFileName().toString();
		if (BioImagePackage.fileIn(path).isEmpty()) return new FileEncoder(name, path, ModelDescription.of(path), device, threads);
		final BioImagePackage bioImage = BioImagePackage.of(path);
		return new FileEncoder(name, bioImage.weights(), bioImage.description(), device, threads);
	}

	@Override
	public String name() {
		return name;
	}

	@Override
	public synchronized String sha256() {
		if (sha256 == null) sha256 = Fingerprint.of(files());
		return sha256;
	}

	private List<Path> files() {
		if (Files.isRegularFile(path)) return List.of(path);
		try (Stream<Path> all = Files.walk(path)) {
			return all.filter(Files::isRegularFile).filter(f -> !f.endsWith("encoderj.json")).sorted().toList();
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	@Override
	public String preprocessing() {
		return description.preprocessing() + ", " + description.input().name().toLowerCase(Locale.ROOT);
	}

	@Override
	public int width() {
		return probe().width();
	}

	/** Side of a patch; the side of the whole input where the model gives one vector only. */
	@Override
	public int stride() {
		return probe().rows() == 0 ? side() : side() / probe().rows();
	}

	@Override
	public int contextPixels() {
		return 1 << 20;
	}

	@Override
	public int contextSections() {
		return 0;
	}

	@Override
	public int blocks() {
		return 0;
	}

	@Override
	public boolean hasAttention() {
		return false;
	}

	private int side() {
		final Preprocessing p = description.preprocessing();
		return p.crop() > 0 ? p.crop() : p.edge();
	}

	/** What the model gives for an empty picture, which shows the sizes of its output. */
	private synchronized ImageFeatures probe() {
		if (probe == null) probe = run(List.of(new Planes(new float[side() * side()], 1, side(), side())), Window.BYTES, description
			.preprocessing().wholePicture(0, 1)).get(0);
		return probe;
	}

	@Override
	public List<ImageFeatures> encode(final List<Planes> pictures, final Window window, final int resolution, final Wanted wanted) {
		return prepare(pictures, window, resolution, wanted).get();
	}

	@Override
	public Supplier<List<ImageFeatures>> prepare(final List<Planes> pictures, final Window window, final int resolution,
		final Wanted wanted)
	{
		refuseBlocks(wanted);
		final Preprocessing how = description.preprocessing().withResolution(resolution);
		if (description.input() == InputLayout.TF_EXAMPLE || description.input().volumes()) {
			return () -> batches.run(pictures, batch -> run(batch, window, how));
		}
		final List<Planes> inputs = pictures.stream().map(p -> prepared(p, window, how)).toList();
		return () -> batches.run(inputs, this::runPrepared);
	}

	@Override
	public List<ImageFeatures> encodeWhole(final List<Planes> pictures, final Window window, final int resolution, final Wanted wanted) {
		refuseBlocks(wanted);
		final Preprocessing how = description.preprocessing().wholePicture(resolution, 1);
		return batches.run(pictures, batch -> run(batch, window, how));
	}

	private void refuseBlocks(final Wanted wanted) {
		Refusal.unless(wanted.equals(Wanted.FINAL), "%s is a model file: only its output can be had, no blocks and no attention.", path);
	}

	@Override
	public FeatureGrid encode(final Volume<?> volume, final long fromSection, final long toSection) {
		Refusal.unless(probe().rows() > 0, "%s gives one vector a picture and no patches, so it cannot encode sections.", path);
		final SectionGrid sections = new SectionGrid(volume, side(), stride(), fromSection, toSection);
		final Window window = Window.of(volume);
		final Preprocessing how = description.preprocessing().atFullSize();
		return sections.encode(width(), tiles -> batches.run(tiles, batch -> run(batch, window, how)));
	}

	/**
	 * One vector for a volume, of a model that takes volumes.
	 *
	 * @param volume one channel; it is brought to the model's cube by trilinear interpolation
	 * @throws Refusal if the model takes pictures
	 */
	public float[] encodeVolume(final Volume<?> volume) {
		Refusal.unless(description.input().volumes(), "%s takes pictures, not volumes (layout %s).", path, description.input());
		final int side = side();
		final float[] cube = Cubes.resized(volume, side);
		final Window window = Window.of(volume);
		for (int i = 0; i < cube.length; i++) cube[i] = window.scaled(cube[i]);
		final Preprocessing p = description.preprocessing();
		for (int i = 0; i < cube.length; i++) cube[i] = (float) ((cube[i] - p.mean()[0]) / p.std()[0]);
		final long[] shape = description.input() == InputLayout.NCDHW ? new long[] { 1, 1, side, side, side } : new long[] { 1, side, side,
			side, 1 };
		final Values out = model.run(new Values(cube, shape));
		Refusal.unless(out.shape().length >= 1, "%s gives a single number for a volume, not a vector.", path);
		return out.data();
	}

	private List<ImageFeatures> run(final List<Planes> pictures, final Window window, final Preprocessing how) {
		Refusal.unless(!description.input().volumes(), "%s takes volumes, not pictures (layout %s).", path, description.input());
		if (description.input() == InputLayout.TF_EXAMPLE) {
			return split(model.runBytes(pictures.stream().map(p -> TensorFlowExample.of(p, window)).toArray(byte[][]::new)), pictures.size());
		}
		return runPrepared(pictures.stream().map(p -> prepared(p, window, how)).toList());
	}

	private List<ImageFeatures> runPrepared(final List<Planes> inputs) {
		final List<ImageFeatures> features = new ArrayList<>();
		for (int i = 0; i < inputs.size();) {
			int end = i + 1;
			while (end < inputs.size() && inputs.get(end).height() == inputs.get(i).height() && inputs.get(end).width() == inputs.get(i)
				.width()) end++;
			features.addAll(split(model.run(joined(inputs.subList(i, end))), end - i));
			i = end;
		}
		return features;
	}

	private Planes prepared(final Planes picture, final Window window, final Preprocessing how) {
		if (description.steps().isEmpty()) return how.apply(picture, window);
		final boolean asItIs = how.resize() == Preprocessing.Resize.NONE;
		Planes values = asItIs ? picture : how.filter().floats(picture, how.edge(), how.edge());
		Refusal.unless(values.channels() == description.channels() || values.channels() == 1, "%s takes %d channels; a picture has %d.", path,
			description.channels(), values.channels());
		if (values.channels() < description.channels()) {
			final float[] three = new float[3 * values.data().length];
			for (int c = 0; c < 3; c++) System.arraycopy(values.data(), 0, three, c * values.data().length, values.data().length);
			values = new Planes(three, 3, values.height(), values.width());
		}
		for (final Operation step : description.steps().get()) values = step.apply(values);
		return values;
	}

	/** Inputs of one size as the model's tensor. */
	private Values joined(final List<Planes> inputs) {
		final int height = inputs.get(0).height();
		final int width = inputs.get(0).width();
		final int channels = description.channels();
		final int n = height * width;
		final boolean last = description.input() == InputLayout.NHWC;
		final float[] data = new float[inputs.size() * channels * n];
		for (int p = 0; p < inputs.size(); p++) {
			for (int c = 0; c < channels; c++) {
				for (int i = 0; i < n; i++) data[last ? (p * n + i) * channels + c : (p * channels + c) * n + i] = inputs.get(p).data()[c * n + i];
			}
		}
		return new Values(data, last ? new long[] { inputs.size(), height, width, channels } : new long[] { inputs.size(), channels, height,
			width });
	}

	/** The model's output for some pictures, picture by picture. */
	private List<ImageFeatures> split(final Values out, final int pictures) {
		final long[] shape = out.shape();
		final OutputLayout layout = description.output();
		final int axes = layout == OutputLayout.VECTOR ? shape.length : layout == OutputLayout.TOKENS ? 3 : 4;
		Refusal.unless(shape.length == axes && shape.length > 0 && shape[0] == pictures,
			"%s gives an output of shape %s for %d pictures, which is not the layout %s.", path, out.shapeText(), pictures, layout);
		final int each = out.data().length / pictures;
		final List<ImageFeatures> features = new ArrayList<>();
		for (int p = 0; p < pictures; p++) features.add(features(Arrays.copyOfRange(out.data(), p * each, (p + 1) * each), shape));
		return features;
	}

	private ImageFeatures features(final float[] data, final long[] shape) {
		return switch (description.output()) {
			case VECTOR -> new ImageFeatures(0, 0, data.length, Optional.empty(), new float[0], new float[0], data, Optional.empty(), Map.of(), Map
				.of());
			case TOKENS -> tokens(data, (int) shape[1], (int) shape[2]);
			case NHWC -> map(data, (int) shape[1], (int) shape[2], (int) shape[3]);
			case NCHW -> map(featuresLast(finished(data, shape), (int) shape[1]), (int) shape[2], (int) shape[3], (int) shape[1]);
		};
	}

	private float[] finished(final float[] data, final long[] shape) {
		Planes values = new Planes(data, (int) shape[1], (int) shape[2], (int) shape[3]);
		for (final Operation step : description.finish()) values = step.apply(values);
		return values.data();
	}

	private static float[] featuresLast(final float[] data, final int width) {
		final int n = data.length / width;
		final float[] out = new float[data.length];
		for (int f = 0; f < width; f++) for (int i = 0; i < n; i++) out[i * width + f] = data[f * n + i];
		return out;
	}

	private ImageFeatures tokens(final float[] data, final int tokens, final int width) {
		final int prefix = description.prefix();
		final int rows = (int) Math.round(Math.sqrt(tokens - prefix));
		Refusal.unless(tokens > prefix && rows * rows == tokens - prefix, "%s gives %d tokens, of which %d are before the patches; the rest is " +
			"no square.", path, tokens, prefix);
		final float[] patches = Arrays.copyOfRange(data, prefix * width, data.length);
		final Optional<float[]> cls = prefix > 0 ? Optional.of(Arrays.copyOf(data, width)) : Optional.empty();
		final float[] registers = Arrays.copyOfRange(data, Math.min(prefix, 1) * width, prefix * width);
		final ImageFeatures unpooled = new ImageFeatures(rows, rows, width, cls, registers, patches, new float[0], Optional.empty(), Map.of(), Map
			.of());
		return pooled(unpooled, cls.orElseGet(() -> unpooled.vector(Pooling.MEAN)));
	}

	private static ImageFeatures map(final float[] patches, final int rows, final int columns, final int width) {
		final ImageFeatures unpooled = new ImageFeatures(rows, columns, width, Optional.empty(), new float[0], patches, new float[0], Optional
			.empty(), Map.of(), Map.of());
		return pooled(unpooled, unpooled.vector(Pooling.MEAN));
	}

	private static ImageFeatures pooled(final ImageFeatures f, final float[] vector) {
		return new ImageFeatures(f.rows(), f.columns(), f.width(), f.classToken(), f.registers(), f.patches(), vector, f.projected(), f.blocks(), f
			.attention());
	}

	@Override
	public void close() {
		model.close();
	}
}
