package io.github.encoderj.image.dicom;

import java.util.Arrays;

import io.github.encoderj.base.Refusal;

/** How a file's elements and pixels are encoded (PS3.5, part 10). */
enum TransferSyntax {

	IMPLICIT("1.2.840.10008.1.2", Compression.NONE), //
	EXPLICIT("1.2.840.10008.1.2.1", Compression.NONE), //
	DEFLATED("1.2.840.10008.1.2.1.99", Compression.NONE), //
	BIG_ENDIAN("1.2.840.10008.1.2.2", Compression.NONE), //
	JPEG_BASELINE("1.2.840.10008.1.2.4.50", Compression.JPEG), //
	JPEG_EXTENDED("1.2.840.10008.1.2.4.51", Compression.JPEG), //
	JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", Compression.JPEG_LOSSLESS), //
	JPEG_LOSSLESS_FIRST_ORDER("1.2.840.10008.1.2.4.70", Compression.JPEG_LOSSLESS), //
	JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", Compression.JPEG_2000), //
	JPEG_2000("1.2.840.10008.1.2.4.91", Compression.JPEG_2000), //
	RUN_LENGTH("1.2.840.10008.1.2.5", Compression.RUN_LENGTH);

	/** How each frame is packed. */
	enum Compression {
		NONE, RUN_LENGTH, JPEG, JPEG_LOSSLESS, JPEG_2000
	}

	private final String uid;
	private final Compression compression;

	TransferSyntax(final String uid, final Compression compression) {
		this.uid = uid;
		this.compression = compression;
	}

	Compression compression() {
		return compression;
	}

	boolean explicit() {
		return this != IMPLICIT;
	}

	boolean bigEndian() {
		return this == BIG_ENDIAN;
	}

	/**
	 * The syntax of an identifier.
	 *
	 * @throws Refusal if it is not one of these: JPEG-LS, video and others are not decoded
	 */
	static TransferSyntax of(final String uid, final Object file) {
		return Arrays.stream(values()).filter(s -> s.uid.equals(uid)).findFirst().orElseThrow(() -> new Refusal(file +
			" has the transfer syntax \"" + DataSet.printable(uid) + "\"" + (uid.startsWith("1.2.840.10008.1.2.4.8") ? " (JPEG-LS)" : "") +
			", which is not decoded here; expected uncompressed, RLE, JPEG, JPEG lossless or JPEG 2000. Convert it first, for instance with " +
			"dcmtk or gdcmconv."));
	}
}
