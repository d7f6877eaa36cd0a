package io.github.encoderj.em;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.AffinityPatches.Section3D;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FineGrid;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Projection;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.learn.DenseNetwork;
import io.github.encoderj.learn.Head;

/**
 * What affinities are made from: features at full resolution, and perhaps those of a coarser grid, which then come on top of the filter
 * bank's.
 *
 * @param given the encoder that the user chose
 * @param fine features at full resolution: the given encoder itself, or the filter bank
 * @param coarse the given encoder, where its grid is coarser than the image
 */
record AffinityEncoders(Encoder given, Encoder fine, Optional<Encoder> coarse) {

	/** Intensities of normalised sections that count as black and white. */
	static final Window WINDOW = new Window(-3, 3);

	private static final String FINE = "fine_encoder";
	private static final String FINE_SHA256 = "fine_encoder_sha256";

	/** An encoder of coarse patches without further settings becomes a {@link FineGrid} with its defaults. */
	static AffinityEncoders of(final Encoder encoder) {
		if (encoder.stride() == 1) return new AffinityEncoders(encoder, encoder, Optional.empty());
		final Encoder grid = encoder instanceof PictureEncoder pictures ? new FineGrid(pictures, FineGrid.Settings.DEFAULT, WINDOW, Optional
			.empty()) : encoder;
		return new AffinityEncoders(grid, AffinityTraining.encoder(), Optional.of(grid));
	}

	/**
	 * The encoders of a head.
	 *
	 * @param encoder that the head was trained on; may lack the fine grid and its projection, which the head knows
	 * @param file of the head, for messages
	 * @throws Refusal if it is another one
	 */
	static AffinityEncoders of(final Encoder encoder, final Head head, final String file) {
		final Optional<FineGrid.Settings> settings = FineGrid.Settings.in(head.metadata().getOrDefault("preprocessing", ""));
		Encoder opened = encoder;
		if (settings.isPresent() && encoder instanceof PictureEncoder pictures) opened = new FineGrid(pictures, settings.get(), WINDOW, Optional
			.empty());
		if (settings.isPresent() && opened instanceof FineGrid grid) opened = grid.with(Projection.of(head.tensors(), file));
		head.check(opened, file);
		final AffinityEncoders encoders = of(opened);
		final String fine = head.metadata().getOrDefault(FINE_SHA256, encoders.fine.sha256());
		Refusal.unless(fine.equals(encoders.fine.sha256()), "%s was trained with another version of %s. Train it again.", file, encoders.fine
			.name());
		return encoders;
	}

	/** The same with what must be fitted to the training images. */
	AffinityEncoders fitted(final Section3D training) {
		if (!(given instanceof FineGrid grid)) return this;
		final Encoder fitted = grid.fitted(training.asVolume());
		return new AffinityEncoders(fitted, fine, Optional.of(fitted));
	}

	/** A network that takes these features. */
	DenseNetwork join(final DenseNetwork network) {
		return coarse.map(c -> network.withCoarse(c.width(), c.stride())).orElse(network);
	}

	Optional<CoarseSections> sections(final Section3D volume) {
		return coarse.map(c -> new CoarseSections(z -> c.encode(volume.asVolume(), z, z + 1), c.width(), volume.depth()));
	}

	/** Of a head that is trained on these. */
	Map<String, String> metadata(final String version) {
		final Map<String, String> metadata = Head.of(given, version);
		if (coarse.isPresent()) {
			metadata.put(FINE, fine.name());
			metadata.put(FINE_SHA256, fine.sha256());
		}
		return metadata;
	}

	/** Tensors of a head: the network's weights, and the projection of the coarse features. */
	List<Tensor> tensors(final List<Tensor> network) {
		if (!(given instanceof FineGrid grid)) return network;
		return Stream.concat(network.stream(), grid.projection().orElseThrow().tensors().stream()).toList();
	}

	/** Of the tensors of a head the network's weights. */
	static List<Tensor> network(final List<Tensor> all) {
		return all.stream().filter(t -> !Projection.holds(t)).toList();
	}
}
