package io.github.encoderj.image.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.dicom.DataSet.Element;

/**
 * Reads the elements of a file up to its pixels (PS3.5, parts 7 and 10): explicit and implicit, both byte orders, deflated, defined and
 * undefined lengths, nested items. Nothing larger than what the file holds is ever allocated, but for deflated files.
 */
final class DicomParser {

	private static final long UNDEFINED = 0xffffffffL;
	private static final int DEEPEST = 32; // nested sequences
	private static final int LARGEST_VALUE = 1 << 20; // longer ones, but for pixels, are skipped
	private static final int LARGEST_INFLATED = 1 << 30;
	private static final Set<String> SHORT = Set.of("AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH", "SL",
		"SS", "ST", "TM", "UI", "UL", "US");
	private static final Set<String> LONG = Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");

	/**
	 * Where the pixels lie.
	 *
	 * @param tag pixel data, or float or double pixel data
	 * @param words whether single bytes were written as words of two (VR OW)
	 * @param at first byte of uncompressed pixels
	 * @param length their number of bytes; 0 when compressed
	 * @param offsets where the frames start among the fragments; may be empty
	 * @param fragments of compressed pixels, first byte and number of bytes; empty when uncompressed
	 */
	record PixelPlace(int tag, boolean words, long at, long length, List<Long> offsets, List<long[]> fragments) {}

	/** What was parsed; {@code inflated} holds all bytes of a deflated file. */
	record Parsed(TransferSyntax syntax, DataSet elements, Optional<PixelPlace> pixels, Optional<byte[]> inflated) {}

	private final ByteSource source;
	private final Path path;
	private PixelPlace pixels;
	private long at;

	private DicomParser(final ByteSource source) {
		this.source = source;
		this.path = source.path();
	}

	/** Whether a file says that it is DICOM: the letters DICM after 128 bytes. */
	static boolean marked(final ByteSource source) {
		return source.size() >= 132 && source.u32(128, true) == 0x4449434dL;
	}

	/**
	 * Parses a file.
	 *
	 * @throws Refusal if it is not DICOM, truncated or damaged, or in a transfer syntax that is not read
	 */
	static Parsed parse(final Path path) {
		try (ByteSource source = ByteSource.of(path)) {
			Refusal.unless(marked(source), "%s is not a DICOM file: the letters DICM do not stand at byte 128. Export it again.", path);
			final DicomParser meta = new DicomParser(source);
			meta.at = 132;
			final DataSet header = meta.header();
			final TransferSyntax syntax = TransferSyntax.of(header.text(Tag.TRANSFER_SYNTAX).orElseThrow(() -> new Refusal(path +
				" does not say its transfer syntax (0002,0010). Export it again.")), path);
			if (syntax != TransferSyntax.DEFLATED) return meta.parse(syntax, Optional.empty());
			final byte[] inflated = inflate(source, meta.at);
			final DicomParser inner = new DicomParser(ByteSource.of(path, inflated));
			return inner.parse(syntax, Optional.of(inflated));
		}
	}

	private Parsed parse(final TransferSyntax syntax, final Optional<byte[]> inflated) {
		final DataSet elements = elements(source.size(), false, syntax.explicit(), syntax.bigEndian(), 0, syntax);
		return new Parsed(syntax, elements, Optional.ofNullable(pixels), inflated);
	}

	/** Group 0002, always explicit and little-endian. */
	private DataSet header() {
		final DataSet header = new DataSet(path);
		while (at + 8 <= source.size() && source.u16(at, false) == 2) element(header, source.size(), true, false, 0, null);
		return header;
	}

	private static byte[] inflate(final ByteSource source, final long from) {
		final Inflater inflater = new Inflater(true);
		try {
			final ByteArrayOutputStream out = new ByteArrayOutputStream();
			final byte[] piece = new byte[1 << 14];
			long next = from;
			while (!inflater.finished()) {
				if (inflater.needsInput()) {
					final int count = (int) Math.min(piece.length, source.size() - next);
					Refusal.unless(count > 0, "%s is truncated: its deflated data does not end. Copy it again.", source.path());
					inflater.setInput(source.copy(next, count));
					next += count;
				}
				final int count = inflater.inflate(piece);
				Refusal.unless(out.size() <= LARGEST_INFLATED - count, "%s inflates to more than 1 GiB, which is not read. Convert it first.", source
					.path());
				Refusal.unless(count > 0 || inflater.needsInput() || inflater.finished(), "%s is damaged: its deflated data cannot be inflated. " +
					"Copy it again.", source.path());
				out.write(piece, 0, count);
			}
			return out.toByteArray();
		}
		catch (final DataFormatException e) {
			throw new Refusal(source.path() + " is damaged: its deflated data cannot be inflated. Copy it again.", e);
		}
		finally {
			inflater.end();
		}
	}

	/**
	 * Elements up to {@code end}, or up to the delimiter of an item of undefined length, or up to the pixels of the file.
	 *
	 * @param syntax of the file itself; null inside of items
	 */
	private DataSet elements(final long end, final boolean delimited, final boolean explicit, final boolean big, final int depth,
		final TransferSyntax syntax)
	{
		final DataSet elements = new DataSet(path);
		boolean named = explicit;
		boolean first = true;
		while (at < end && pixels == null) {
			if (syntax != null && end - at < 8) break; // padding at the end of the file
			if (end - at < 8) throw damaged("an item ends in the middle of an element");
			if (delimited && tag(at, big) == Tag.ITEM_DELIMITATION) {
				at += 8;
				return elements;
			}
			// Some writers put implicit items into explicit files
			if (first && explicit && depth > 0) named = known(representation(at + 4));
			first = false;
			element(elements, end, named, big, depth, syntax);
		}
		if (delimited) throw damaged("an item has no end");
		return elements;
	}

	private void element(final DataSet to, final long end, final boolean explicit, final boolean big, final int depth,
		final TransferSyntax syntax)
	{
		final int tag = tag(at, big);
		if (tag >>> 16 == 0xfffe) throw damaged("the delimiter " + Tag.shown(tag) + " stands where an element was expected");
		String vr = "";
		long length;
		if (explicit) {
			vr = representation(at + 4);
			if (!known(vr)) throw damaged("the element " + Tag.shown(tag) + " has the unknown type \"" + DataSet.printable(vr) + "\"");
			final boolean wide = LONG.contains(vr);
			length = wide ? source.u32(at + 8, big) : source.u16(at + 6, big);
			at += wide ? 12 : 8;
		}
		else {
			length = source.u32(at + 4, big);
			at += 8;
		}
		if (length != UNDEFINED && length > end - at) {
			throw damaged("the element " + Tag.shown(tag) + " claims " + length + " bytes, but " + (end - at) + " follow");
		}
		if (syntax != null && Tag.pixels(tag)) {
			pixels = place(tag, vr, length, syntax);
			return;
		}
		final boolean sequence = vr.equals("SQ") || length == UNDEFINED || (vr.isEmpty() || vr.equals("UN")) && Tag.sequence(tag);
		final Element element;
		if (sequence) {
			// What an explicit file calls unknown is implicit and little-endian inside
			final boolean unknown = vr.equals("UN");
			element = new Element(new byte[0], big, items(length, end, explicit && !unknown, big && !unknown, depth + 1));
		}
		else {
			final boolean kept = length <= LARGEST_VALUE && Tag.kept(tag, vr);
			element = new Element(kept ? source.copy(at, (int) length) : new byte[0], big, List.of());
			at += length;
		}
		if (!to.put(tag, element)) throw damaged("the element " + Tag.shown(tag) + " comes twice");
	}

	private List<DataSet> items(final long length, final long outerEnd, final boolean explicit, final boolean big, final int depth) {
		if (depth > DEEPEST) throw damaged("its sequences are nested more than " + DEEPEST + " deep");
		final long end = length == UNDEFINED ? outerEnd : at + length;
		final List<DataSet> items = new ArrayList<>();
		while (at < end) {
			if (end - at < 8) throw damaged("a sequence ends in the middle of an item");
			final int tag = tag(at, big);
			final long size = source.u32(at + 4, big);
			if (tag == Tag.SEQUENCE_DELIMITATION && length == UNDEFINED) {
				at += 8;
				return items;
			}
			if (tag != Tag.ITEM) throw damaged("the element " + Tag.shown(tag) + " stands where an item was expected");
			at += 8;
			if (size != UNDEFINED && size > end - at) throw damaged("an item claims " + size + " bytes, but " + (end - at) + " follow");
			items.add(elements(size == UNDEFINED ? end : at + size, size == UNDEFINED, explicit, big, depth, null));
		}
		if (length == UNDEFINED) throw damaged("a sequence has no end");
		return items;
	}

	private PixelPlace place(final int tag, final String vr, final long length, final TransferSyntax syntax) {
		final boolean packed = syntax.compression() != TransferSyntax.Compression.NONE;
		if (packed != (length == UNDEFINED)) {
			throw damaged("its pixels are " + (packed ? "not " : "") + "in fragments, though its transfer syntax says otherwise");
		}
		// Implicit files write words always, but in their byte order that makes no difference
		if (!packed) return new PixelPlace(tag, vr.equals("OW"), at, length, List.of(), List.of());
		final List<long[]> fragments = new ArrayList<>();
		List<Long> offsets = null;
		while (true) {
			final int item = tag(at, false);
			final long size = source.u32(at + 4, false);
			at += 8;
			if (item == Tag.SEQUENCE_DELIMITATION) break;
			if (item != Tag.ITEM || size > source.size() - at) throw damaged("a fragment of its pixels is incomplete");
			if (offsets == null) {
				offsets = new ArrayList<>();
				for (long i = 0; i + 4 <= size; i += 4) offsets.add(source.u32(at + i, false));
			}
			else {
				fragments.add(new long[] { at, size });
			}
			at += size;
		}
		return new PixelPlace(tag, false, at, 0, offsets == null ? List.of() : offsets, fragments);
	}

	private int tag(final long where, final boolean big) {
		return source.u16(where, big) << 16 | source.u16(where + 2, big);
	}

	private String representation(final long where) {
		return "" + (char) source.u8(where) + (char) source.u8(where + 1);
	}

	private static boolean known(final String representation) {
		return SHORT.contains(representation) || LONG.contains(representation);
	}

	private Refusal damaged(final String what) {
		return new Refusal(path + " is truncated or damaged near byte " + at + ": " + what + ". Copy or export it again.");
	}
}
