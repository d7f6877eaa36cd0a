package io.github.encoderj.encoder.network;

import java.util.Set;

/**
 * What a run returns besides the final features.
 *
 * @param blocks indices of the blocks whose output is wanted, before any final normalisation; -1 is the input of block 0
 * @param attention the blocks for which the class token's attention is wanted
 */
public record Wanted(Set<Integer> blocks, Set<Integer> attention) {

	/** Only the final features. */
	public static final Wanted FINAL = new Wanted(Set.of(), Set.of());
}
