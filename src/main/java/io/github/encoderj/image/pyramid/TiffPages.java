package io.github.encoderj.image.pyramid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import io.github.encoderj.base.Refusal;
import loci.common.RandomAccessInputStream;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;
import loci.formats.tiff.OnDemandLongArray;
import loci.formats.tiff.TiffParser;

/**
 * The pages of a TIFF file that make up a pyramid. The first page is the finest level; coarser ones are its sub-directories or later
 * pages of the same proportions. Labels, macro pictures and thumbnails are left out.
 *
 * @param kind dialect
 * @param comment description of the first page
 * @param pages finest first
 */
record TiffPages(Kind kind, String comment, List<IFD> pages) {

	/** How a dialect stores its levels. */
	enum Kind {

		APERIO("Aperio SVS"), OME("OME-TIFF"), GENERIC("pyramidal TIFF");

		private final String label;

		Kind(final String label) {
			this.label = label;
		}

		String label() {
			return label;
		}
	}

	/** Dialects that only Bio-Formats knows: LSM, MetaMorph, FluoView, NDPI and others by tags, more by what they write into texts. */
	private static final int[] FOREIGN_TAGS = { 34412, 33628, 33629, 33630, 33631, 34361, 34362, 33560, 34118, 34680, 34682, 65420, 65421,
		65422 };
	private static final Pattern FOREIGN_TEXT = Pattern.compile("<scn|iScan|PIM_DP|DataObject|Philips|MedScan|Faas|SCANIMAGE|ImageJ=|" +
		"<MetaData", Pattern.CASE_INSENSITIVE);

	/**
	 * Reads the directories.
	 *
	 * @return empty if the file is no TIFF, or one whose pixels need all of Bio-Formats
	 * @throws Refusal if the file is truncated
	 */
	static Optional<TiffPages> read(final Path path) throws IOException, FormatException {
		if (!tiff(path)) return Optional.empty();
		try (RandomAccessInputStream stream = new RandomAccessInputStream(path.toString()); TiffParser parser = new TiffParser(stream)) {
			parser.setDoCaching(true);
			if (parser.checkHeader() == null) return Optional.empty();
			final List<IFD> all = parser.getMainIFDs();
			Refusal.unless(!all.isEmpty(), "%s is truncated: it holds no image. Copy or export it again.", path);
			for (final IFD page : all) parser.fillInIFD(page);
			final IFD first = all.get(0);
			final String comment = first.getComment() == null ? "" : first.getComment().trim();
			if (foreign(first, comment) || !colours(first)) return Optional.empty();
			final Kind kind = comment.startsWith("Aperio") ? Kind.APERIO : comment.contains("<OME") ? Kind.OME : Kind.GENERIC;
			if (kind == Kind.OME && !OmeText.oneColourImage(comment)) return Optional.empty();
			final List<IFD> coarser = new ArrayList<>();
			if (first.containsKey(IFD.SUB_IFD)) {
				for (final IFD page : parser.getSubIFDs(first)) {
					parser.fillInIFD(page);
					coarser.add(page);
				}
			}
			if (kind != Kind.OME) coarser.addAll(all.subList(1, all.size()));
			final TiffPages pages = new TiffPages(kind, comment, chosen(kind, first, coarser));
			for (final IFD page : pages.pages()) loadOffsets(page);
			pages.checkLength(path);
			return Optional.of(pages);
		}
		catch (final RuntimeException e) {
			if (e instanceof Refusal) throw e;
			throw new IOException("its directories cannot be read: " + e, e);
		}
	}

	/** Directories read places and lengths of tiles from a stream that will be closed, one by one with a seek each: read them all now. */
	private static void loadOffsets(final IFD page) throws IOException {
		for (final int tag : new int[] { IFD.TILE_OFFSETS, IFD.TILE_BYTE_COUNTS, IFD.STRIP_OFFSETS, IFD.STRIP_BYTE_COUNTS }) {
			if (page.get(tag) instanceof OnDemandLongArray all) page.put(tag, all.toArray());
		}
	}

	private static boolean tiff(final Path path) throws IOException {
		final byte[] start = new byte[4];
		try (var in = Files.newInputStream(path)) {
			if (in.readNBytes(start, 0, 4) < 4) return false;
		}
		final boolean little = start[0] == 'I' && start[1] == 'I' && (start[2] == 42 || start[2] == 43) && start[3] == 0;
		final boolean big = start[0] == 'M' && start[1] == 'M' && start[2] == 0 && (start[3] == 42 || start[3] == 43);
		return little || big;
	}

	private static boolean foreign(final IFD first, final String comment) {
		for (final int tag : FOREIGN_TAGS) {
			if (first.containsKey(tag)) return true;
		}
		final String software = first.getIFDTextValue(IFD.SOFTWARE);
		return FOREIGN_TEXT.matcher(comment).find() || software != null && FOREIGN_TEXT.matcher(software).find();
	}

	/** Whether a page has red, green and blue of 8 bits each. */
	private static boolean colours(final IFD page) throws FormatException {
		if (page.getSamplesPerPixel() != 3) return false;
		for (final int bits : page.getBitsPerSample()) {
			if (bits != 8) return false;
		}
		return true;
	}

	private static List<IFD> chosen(final Kind kind, final IFD first, final List<IFD> candidates) throws FormatException {
		final List<IFD> sorted = new ArrayList<>();
		for (final IFD page : candidates) {
			if (colours(page) && sameProportions(first, page) && (kind != Kind.APERIO || page.isTiled()) && !picture(page)) sorted.add(page);
		}
		final List<IFD> chosen = new ArrayList<>(List.of(first));
		sorted.sort(Comparator.comparingLong(TiffPages::pixels).reversed());
		for (final IFD page : sorted) {
			if (page.getImageWidth() < chosen.get(chosen.size() - 1).getImageWidth()) chosen.add(page);
		}
		return List.copyOf(chosen);
	}

	private static long pixels(final IFD page) {
		try {
			return page.getImageWidth() * page.getImageLength();
		}
		catch (final FormatException e) {
			return 0;
		}
	}

	/** Whether a page is the label or the macro picture of its slide. */
	private static boolean picture(final IFD page) throws FormatException {
		final String comment = page.getComment() == null ? "" : page.getComment().toLowerCase(Locale.ROOT);
		return comment.contains("label ") || comment.contains("macro ") || page.getIFDIntValue(IFD.NEW_SUBFILE_TYPE, 0) == 9;
	}

	/** Whether both sides shrink alike, but for a pixel of rounding at each halving. */
	private static boolean sameProportions(final IFD first, final IFD page) throws FormatException {
		final double x = (double) first.getImageWidth() / page.getImageWidth();
		final double y = (double) first.getImageLength() / page.getImageLength();
		final double smallest = Math.min(page.getImageWidth(), page.getImageLength());
		return x > 1 && y > 1 && Math.abs(x - y) <= Math.max(x, y) * Math.max(0.01, Math.min(0.1, 2 / smallest));
	}

	/** Decoders fill up with grey where the file ends: look whether it does. */
	private void checkLength(final Path path) throws IOException, FormatException {
		final long length = Files.size(path);
		for (int level = 0; level < pages.size(); level++) {
			final long[] offsets = pages.get(level).getStripOffsets();
			final long[] counts = pages.get(level).getStripByteCounts();
			Refusal.unless(offsets != null && counts != null && offsets.length == counts.length, "%s is damaged: level %d does not say where " +
				"its tiles lie. Copy or export it again.", path, level);
			for (int i = 0; i < offsets.length; i++) {
				Refusal.unless(offsets[i] >= 0 && counts[i] >= 0 && offsets[i] + counts[i] <= length, "%s is truncated: tile %d of level %d ends " +
					"at byte %d, the file at %d. Copy or export it again.", path, i, level, offsets[i] + counts[i], length);
			}
		}
	}
}
