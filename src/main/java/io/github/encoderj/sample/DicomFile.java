package io.github.encoderj.sample;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.github.encoderj.base.WholeFile;

/**
 * A DICOM file of a synthetic image, explicit little endian (DICOM PS3.10 and PS3.5): only what is needed to write one, and only for data
 * that are no one's. Elements come in ascending order whatever the order in which they were set; values are padded to even length.
 */
final class DicomFile {

	private static final String EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
	private static final int PATIENT_NAME = 0x00100010;
	private static final int LONGEST_SHORT = 0xfffe; // bytes of a value whose length is written in 16 bits
	private static final int DECIMAL_CHARACTERS = 16;

	private record Element(String representation, byte[] value) {}

	private final Map<Integer, Element> elements = new TreeMap<>(Integer::compareUnsigned);

	/** An identifier that is the same for the same name: UUID-derived (PS3.5 B.2). */
	static String uid(final String name) {
		final UUID uuid = UUID.nameUUIDFromBytes(("encoderj synthetic " + name).getBytes(StandardCharsets.UTF_8));
		return "2.25." + new BigInteger(uuid.toString().replace("-", ""), 16);
	}

	/**
	 * A number as text of at most 16 characters, as DS wants it.
	 *
	 * @return the text that is nearest to the value
	 */
	static String decimal(final double value) {
		if (value == Math.rint(value) && Math.abs(value) < 1e15) return Long.toString((long) value);
		for (int digits = 16; digits > 0; digits--) {
			final String text = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros().toString();
			if (text.length() <= DECIMAL_CHARACTERS) return text;
		}
		throw new IllegalArgumentException(value + " has no decimal text of 16 characters");
	}

	/** Sets a text: CS, DA, DS, IS, LO, PN, SH, TM, UI. */
	DicomFile text(final int tag, final String representation, final String value) {
		if (tag == PATIENT_NAME && !value.startsWith("SYNTHETIC^")) throw new IllegalArgumentException("a synthetic patient is named SYNTHETIC^");
		if (representation.equals("UI") && !value.matches("[0-9.]{1,64}")) throw new IllegalArgumentException(value + " is no identifier");
		if (!StandardCharsets.US_ASCII.newEncoder().canEncode(value)) throw new IllegalArgumentException(value + " is not ASCII");
		return put(tag, representation, value.getBytes(StandardCharsets.US_ASCII));
	}

	/** Sets decimal numbers, DS. */
	DicomFile numbers(final int tag, final double... values) {
		final StringBuilder text = new StringBuilder();
		for (final double v : values) text.append(text.length() == 0 ? "" : "\\").append(decimal(v));
		return text(tag, "DS", text.toString());
	}

	/** Sets an unsigned number of 16 bits, US. */
	DicomFile unsigned(final int tag, final int value) {
		if (value < 0 || value > 0xffff) throw new IllegalArgumentException(value + " does not fit into 16 bits");
		return put(tag, "US", new byte[] { (byte) value, (byte) (value >> 8) });
	}

	/** Sets a sequence of one item, SQ. */
	DicomFile item(final int tag, final DicomFile item) {
		final byte[] content = item.encoded();
		final ByteBuffer bytes = ByteBuffer.allocate(8 + content.length).order(ByteOrder.LITTLE_ENDIAN);
		bytes.putShort((short) 0xfffe).putShort((short) 0xe000).putInt(content.length).put(content);
		return put(tag, "SQ", bytes.array());
	}

	/** Sets the pixels, 16 bits each, row by row. */
	DicomFile pixels(final short[] values) {
		final ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
		for (final short v : values) bytes.putShort(v);
		return put(0x7fe00010, "OW", bytes.array());
	}

	private DicomFile put(final int tag, final String representation, final byte[] value) {
		final byte[] even = Arrays.copyOf(value, value.length + value.length % 2);
		if (even.length > value.length && !representation.equals("UI")) even[value.length] = ' ';
		if (!wide(representation) && even.length > LONGEST_SHORT) throw new IllegalArgumentException("the value of " + tag + " is too long");
		if (elements.put(tag, new Element(representation, even)) != null) throw new IllegalArgumentException("element " + tag + " is set twice");
		return this;
	}

	/** Whether the length stands in 32 bits. */
	private static boolean wide(final String representation) {
		return representation.equals("SQ") || representation.startsWith("O");
	}

	private byte[] encoded() {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		elements.forEach((tag, e) -> {
			final ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
			head.putShort((short) (tag >>> 16)).putShort((short) (int) tag).put(e.representation.getBytes(StandardCharsets.US_ASCII));
			if (wide(e.representation)) head.putShort((short) 0).putInt(e.value.length);
			else head.putShort((short) e.value.length);
			out.write(head.array(), 0, head.position());
			out.writeBytes(e.value);
		});
		return out.toByteArray();
	}

	/**
	 * Writes the file whole or not at all.
	 *
	 * @throws io.github.encoderj.base.Refusal if it cannot be written
	 */
	void write(final Path path) {
		final DicomFile meta = new DicomFile().put(0x00020001, "OB", new byte[] { 0, 1 }).put(0x00020002, "UI", value(0x00080016)).put(
			0x00020003, "UI", value(0x00080018)).text(0x00020010, "UI", EXPLICIT_LITTLE_ENDIAN).text(0x00020012, "UI", uid("implementation"));
		final byte[] head = meta.encoded();
		final byte[] body = encoded();
		final ByteBuffer bytes = ByteBuffer.allocate(128 + 4 + 12 + head.length + body.length).order(ByteOrder.LITTLE_ENDIAN);
		bytes.position(128);
		bytes.put("DICM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 2).putShort((short) 0).put("UL".getBytes(
			StandardCharsets.US_ASCII)).putShort((short) 4).putInt(head.length).put(head).put(body);
		WholeFile.write(path, temporary -> Files.write(temporary, bytes.array()));
	}

	private byte[] value(final int tag) {
		if (!elements.containsKey(tag)) throw new IllegalStateException("element " + tag + " is missing");
		return elements.get(tag).value;
	}
}
