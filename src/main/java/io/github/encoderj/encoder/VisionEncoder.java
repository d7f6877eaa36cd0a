package io.github.encoderj.encoder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.encoder.engine.Batches;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.encoder.network.Network;
import io.github.encoderj.encoder.network.NetworkOutput;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.network.WeightsFolder;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Preprocessing;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.encoder.weights.Fingerprint;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.image.Volume;

/**
 * A published vision encoder from its weights folder: whole pictures at the size its authors use, or the sections of a volume at full
 * resolution, one feature vector a patch.
 */
public final class VisionEncoder implements PictureEncoder {

	private static final Logger LOG = LoggerFactory.getLogger(VisionEncoder.class);
	private static final int FIRST_BATCH = 8;
	private static final int FIRST_BATCH_OF_GPU = 32;

	private final String name;
	private final WeightsFolder folder;
	private final ComputeDevice device;
	private final boolean bfloat16;
	private final Network network;
	private final Preprocessing preprocessing;
	private final NDManager manager;
	private final Batches batches;
	private String sha256;

	private VisionEncoder(final String name, final WeightsFolder folder, final ComputeDevice device, final int threads,
		final boolean bfloat16, final List<Tensor> changed)
	{
		this.name = name;
		this.folder = folder;
		this.device = device;
		this.bfloat16 = bfloat16;
		preprocessing = Preprocessing.of(folder);
		batches = new Batches(device.device().isGpu() ? FIRST_BATCH_OF_GPU : FIRST_BATCH);
		network = folder.load(TorchEngine.newManager(device.device(), threads), bfloat16, changed);
		manager = TorchEngine.newManager(device.device(), threads);
		LOG.info("{} ({}) on {}{}. {}", name, network.family(), device, bfloat16 ? " in bfloat16" : "", device.remark());
	}

	/**
	 * Opens a weights folder.
	 *
	 * @param threads threads on a CPU; 0 means all cores
	 * @param bfloat16 whether to compute in bfloat16: faster, good to two or three digits
	 * @throws io.github.encoderj.base.Refusal if the folder is not one that is known, or anything in it is damaged
	 */
	public static VisionEncoder open(final Path folder, final ComputeDevice device, final int threads, final boolean bfloat16) {
		final Path name = folder.toAbsolutePath().normalize().getFileName();
		return open(name == null ? folder.toString() : name.toString(), folder, device, threads, bfloat16);
	}

	/** The same under another name, as the catalogue has it. */
	public static VisionEncoder open(final String name, final Path folder, final ComputeDevice device, final int threads,
		final boolean bfloat16)
	{
		return new VisionEncoder(name, WeightsFolder.of(folder), device, threads, bfloat16, List.of());
	}

	/**
	 * A fine-tuned encoder. Its {@link #sha256} stays that of the weights folder: what was changed belongs to a head.
	 *
	 * @param changed tensors under their names in the weights file
	 * @throws io.github.encoderj.base.Refusal as the others, or if a changed tensor does not fit the weights
	 */
	public static VisionEncoder open(final String name, final Path folder, final ComputeDevice device, final int threads,
		final List<Tensor> changed)
	{
		return new VisionEncoder(name, WeightsFolder.of(folder), device, threads, false, changed);
	}

	@Override
	public String name() {
		return name;
	}

	@Override
	public synchronized String sha256() {
		if (sha256 == null) sha256 = Fingerprint.of(folder.weights().files());
		return sha256;
	}

	@Override
	public String preprocessing() {
		return preprocessing + (bfloat16 ? ", bfloat16" : "");
	}

	@Override
	public int width() {
		return network.width();
	}

	@Override
	public int stride() {
		return network.patch();
	}

	/** More than any section has: every patch looks at the whole section. */
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
		return network.blocks();
	}

	@Override
	public boolean hasAttention() {
		return network.prefixTokens() > 0 && !network.family().endsWith("convnext");
	}

	/** The device it runs on. */
	public ComputeDevice device() {
		return device;
	}

	/** The kind of network. */
	public String family() {
		return network.family();
	}

	@Override
	public List<ImageFeatures> encode(final List<Planes> pictures, final Window window, final int resolution, final Wanted wanted) {
		return prepare(pictures, window, resolution, wanted).get();
	}

	@Override
	public Supplier<List<ImageFeatures>> prepare(final List<Planes> pictures, final Window window, final int resolution,
		final Wanted wanted)
	{
		final Preprocessing how = preprocessing.withResolution(resolution);
		final List<Planes> prepared = pictures.stream().map(p -> how.apply(p, window)).toList();
		return () -> inGroupsOfOneSize(prepared, inputs -> run(inputs, wanted));
	}

	@Override
	public List<ImageFeatures> encodeWhole(final List<Planes> pictures, final Window window, final int resolution, final Wanted wanted) {
		final Preprocessing how = preprocessing.wholePicture(resolution, network.patch());
		return inGroupsOfOneSize(pictures.stream().map(p -> how.apply(p, window)).toList(), inputs -> run(inputs, wanted));
	}

	@Override
	public FeatureGrid encode(final Volume<?> volume, final long fromSection, final long toSection) {
		return encode(volume, fromSection, toSection, Window.of(volume), 1);
	}

	/**
	 * Features of sections as {@link #encode(Volume, long, long)} gives them, but with a stated window, and on request with a section's
	 * neighbours as colours.
	 *
	 * @param window grey values that count as black and white
	 * @param slices 1: each section is grey; 3: the section before it is red, itself green, the one after it blue (at its ends the volume is
	 *          mirrored)
	 * @throws io.github.encoderj.base.Refusal if the volume does not suit the encoder
	 */
	public FeatureGrid encode(final Volume<?> volume, final long fromSection, final long toSection, final Window window, final int slices) {
		final SectionTiles tiles = new SectionTiles(volume, network.patch(), fromSection, toSection);
		final Preprocessing how = preprocessing.atFullSize();
		final List<SectionTiles.Tile> all = tiles.tiles();
		final float[] grid = new float[Math.toIntExact((long) width() * tiles.sections() * tiles.rows() * tiles.columns())];
		for (int i = 0; i < all.size(); i += FIRST_BATCH) {
			final List<SectionTiles.Tile> some = all.subList(i, Math.min(all.size(), i + FIRST_BATCH));
			final List<Planes> inputs = some.stream().map(t -> how.apply(tiles.read(t, slices), window)).toList();
			final List<ImageFeatures> features = inGroupsOfOneSize(inputs, in -> run(in, Wanted.FINAL));
			for (int j = 0; j < some.size(); j++) tiles.put(some.get(j), features.get(j), grid);
		}
		return new FeatureGrid(grid, width(), tiles.sections(), tiles.rows(), tiles.columns(), stride());
	}

	/** Runs inputs of one size together; results come in the order of the inputs. */
	private List<ImageFeatures> inGroupsOfOneSize(final List<Planes> inputs, final Function<List<Planes>, List<ImageFeatures>> body) {
		final Map<List<Integer>, List<Integer>> groups = new LinkedHashMap<>();
		for (int i = 0; i < inputs.size(); i++) {
			groups.computeIfAbsent(List.of(inputs.get(i).height(), inputs.get(i).width()), k -> new ArrayList<>()).add(i);
		}
		final ImageFeatures[] results = new ImageFeatures[inputs.size()];
		for (final List<Integer> group : groups.values()) {
			final List<ImageFeatures> done = batches.run(group.stream().map(inputs::get).toList(), body);
			for (int i = 0; i < done.size(); i++) results[group.get(i)] = done.get(i);
		}
		return List.of(results);
	}

	private synchronized List<ImageFeatures> run(final List<Planes> inputs, final Wanted wanted) {
		final int height = inputs.get(0).height();
		final int columns = inputs.get(0).width();
		final float[] pixels = new float[inputs.size() * 3 * height * columns];
		for (int i = 0; i < inputs.size(); i++) System.arraycopy(inputs.get(i).data(), 0, pixels, i * 3 * height * columns, 3 * height *
			columns);
		try (NDManager scratch = manager.newSubManager()) {
			final NDArray batch = scratch.create(pixels, new Shape(inputs.size(), 3, height, columns));
			final NetworkOutput output = network.run(scratch, batch, wanted);
			final List<ImageFeatures> features = new ArrayList<>();
			for (int i = 0; i < inputs.size(); i++) features.add(features(output, i));
			return features;
		}
	}

	private ImageFeatures features(final NetworkOutput output, final int image) {
		final int features = network.width();
		final int prefix = output.prefix();
		final float[] tokens = output.tokens().get(image).toFloatArray();
		final int registers = Math.max(0, prefix - 1);
		final Map<Integer, float[]> blocks = new HashMap<>();
		output.blocks().forEach((block, array) -> blocks.put(block, array.get(image).toFloatArray()));
		final Map<Integer, float[]> attention = new HashMap<>();
		output.attention().forEach((block, array) -> attention.put(block, array.get(image).get(":, {}:", prefix).toFloatArray()));
		return new ImageFeatures(output.rows(), output.columns(), features, prefix == 0 ? Optional.empty() : Optional.of(Arrays
			.copyOf(tokens, features)), Arrays.copyOfRange(tokens, prefix == 0 ? 0 : features, prefix == 0 ? 0 : (1 + registers) *
				features), Arrays.copyOfRange(tokens, prefix * features, tokens.length), output.pooled().get(image).toFloatArray(), output
					.projected().map(p -> p.get(image).toFloatArray()), blocks, attention);
	}

	@Override
	public void close() {
		network.close();
		manager.close();
	}
}
