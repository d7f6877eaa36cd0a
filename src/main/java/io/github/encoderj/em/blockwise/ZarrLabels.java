package io.github.encoderj.em.blockwise;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.image.LabelSections;

/** Segmentations as OME-Zarr images, which every reader of labels opens; they get their names when they are whole. */
public final class ZarrLabels implements SectionSink {

	private final List<LabelSections> images = new ArrayList<>();

	/**
	 * @param paths one for each threshold, ending with {@code .zarr}
	 * @param source whose size, voxel size and name the segmentations have
	 * @param folder where they lie until they are whole, on the same disk; the job's work folder will do
	 * @param slab sections at a time of the job
	 */
	public ZarrLabels(final List<Path> paths, final SectionSource source, final Path folder, final int slab) {
		for (int t = 0; t < paths.size(); t++) {
			images.add(new LabelSections(paths.get(t), folder.resolve("labels-" + t + ".zarr"), source.width(), source.height(), source.depth(),
				source.geometry(), paths.get(t).getFileName().toString().replaceFirst("\\.zarr$", ""), slab));
		}
	}

	@Override
	public void write(final int threshold, final int from, final int[] labels) {
		images.get(threshold).write(from, labels);
	}

	@Override
	public void finish() {
		images.forEach(LabelSections::finish);
	}
}
