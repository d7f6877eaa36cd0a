package io.github.encoderj.encoder.weights;

import java.util.Optional;

/** Element types of the safetensors format, by the names the format uses. */
public enum TensorType {
	BOOL(8), U8(8), I8(8), F8_E5M2(8), F8_E4M3(8), F8_E8M0(8), F4(4), F6_E2M3(6), F6_E3M2(6), //
	I16(16), U16(16), F16(16), BF16(16), I32(32), U32(32), F32(32), I64(64), U64(64), F64(64), C64(64);

	private final int bits;

	TensorType(final int bits) {
		this.bits = bits;
	}

	/** Bits of one element. */
	public int bits() {
		return bits;
	}

	static Optional<TensorType> named(final String name) {
		for (final TensorType type : values()) if (type.name().equals(name)) return Optional.of(type);
		return Optional.empty();
	}
}
