package io.github.encoderj.cxr;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.learn.probe.LabelledFeatures;

/**
 * The radiographs of a label table that are there.
 *
 * @param table of them alone
 * @param files in the order of the table
 */
public record RadiographStudy(RadiographTable table, List<Path> files) {

	private static final Logger LOG = LoggerFactory.getLogger(RadiographStudy.class);

	/**
	 * Finds the files of a table's radiographs.
	 *
	 * @param folder of the files, looked through with the folders in it
	 * @param labels CSV, as {@link LabelFiles} reads it
	 * @throws Refusal if the table cannot be read or none of its radiographs is there
	 */
	public static RadiographStudy of(final Path folder, final Path labels, final LabelTable.Columns columns) {
		final RadiographTable all = LabelFiles.read(labels, columns);
		final RadiographFolder index = RadiographFolder.of(folder);
		final List<Integer> there = new ArrayList<>();
		final List<Path> files = new ArrayList<>();
		int unknown = 0;
		for (int i = 0; i < all.labels().size(); i++) {
			if (isUnknown(all.labels().values()[i])) {
				unknown++;
				continue;
			}
			final Optional<Path> file = index.file(all.labels().cases().get(i));
			if (file.isEmpty()) continue;
			there.add(i);
			files.add(file.get());
		}
		Refusal.unless(!there.isEmpty(), "None of the %d images of %s is among the %d files of %s, for instance %s. Check the folder.", all
			.labels().size(), labels, index.size(), folder, all.labels().cases().get(0));
		if (unknown > 0) LOG.info("{} images of {} have no known label and are left out.", unknown, labels.getFileName());
		LOG.info("{}: {}, {} of {} images are there; labels {}", labels.getFileName(), all.kind(), there.size(), all.labels().size(), all
			.labels().labels());
		return new RadiographStudy(all.subset(there.stream().mapToInt(i -> i).toArray()), files);
	}

	private static boolean isUnknown(final float[] values) {
		for (final float value : values) if (!Float.isNaN(value)) return false;
		return true;
	}

	/** Files by name of the radiograph. */
	public Map<String, Path> byName() {
		final Map<String, Path> map = new LinkedHashMap<>();
		for (int i = 0; i < files.size(); i++) map.put(table.labels().cases().get(i), files.get(i));
		return map;
	}

	/** The same without the radiographs that could not be encoded. */
	public RadiographStudy with(final Map<String, float[]> vectors) {
		final int[] good = IntStream.range(0, files.size()).filter(i -> vectors.containsKey(table.labels().cases().get(i)))
			.toArray();
		if (good.length == files.size()) return this;
		return new RadiographStudy(table.subset(good), Arrays.stream(good).mapToObj(files::get).toList());
	}

	/** Vectors and labels in the order of the table. */
	public LabelledFeatures data(final Map<String, float[]> vectors) {
		final LabelTable labels = table.labels();
		return new LabelledFeatures(labels.cases().stream().map(vectors::get).toArray(float[][]::new), labels.values(), labels.exclusive());
	}
}
