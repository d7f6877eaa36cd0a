package io.github.encoderj.image.nifti;

import java.util.Arrays;
import java.util.Optional;

import io.github.encoderj.image.PixelType;

/** The stored types that are read, by the format's codes; complex, colour and 128-bit numbers are not. */
enum NiftiType {

	UINT8(2, PixelType.UINT8), INT16(4, PixelType.INT16), INT32(8, PixelType.INT32), FLOAT32(16, PixelType.FLOAT), FLOAT64(64,
			PixelType.DOUBLE), INT8(256, PixelType.INT8), UINT16(512, PixelType.UINT16), UINT32(768, PixelType.UINT32), INT64(1024,
					PixelType.INT64), UINT64(1280, PixelType.UINT64);

	private final int code;
	private final PixelType pixels;

	NiftiType(final int code, final PixelType pixels) {
		this.code = code;
		this.pixels = pixels;
	}

	int code() {
		return code;
	}

	PixelType pixels() {
		return pixels;
	}

	static Optional<NiftiType> of(final int code) {
		return Arrays.stream(values()).filter(t -> t.code == code).findFirst();
	}

	static NiftiType of(final PixelType pixels) {
		return Arrays.stream(values()).filter(t -> t.pixels == pixels).findFirst().orElseThrow();
	}
}
