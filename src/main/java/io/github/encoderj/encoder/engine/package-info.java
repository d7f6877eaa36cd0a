/**
 * The deep-learning engines behind one door: starting them, devices, and networks written as text
 * ({@link io.github.encoderj.encoder.engine.Script}).
 */
package io.github.encoderj.encoder.engine;
