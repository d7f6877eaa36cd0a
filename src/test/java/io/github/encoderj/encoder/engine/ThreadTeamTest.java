package io.github.encoderj.encoder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import ai.djl.pytorch.jni.JniUtils;

class ThreadTeamTest {

	private static int threads;

	@BeforeAll
	static void start() {
		TorchEngine.start();
		threads = JniUtils.getNumThreads();
	}

	@AfterAll
	static void callersThreadsStay() {
		assertEquals(threads, JniUtils.getNumThreads());
	}

	/** Stage after stage, every row is done once, and no thread begins a stage before the one before it is over. */
	@Test
	void everyRowOnceInEveryStage() {
		try (ThreadTeam team = new ThreadTeam(3)) {
			for (final int n : new int[] { 1, 15, 16, 47, 48, 1000 }) {
				final AtomicIntegerArray rows = new AtomicIntegerArray(n);
				team.run(member -> {
					for (int stage = 0; stage < 50; stage++) {
						final int before = stage;
						team.pieces(n, 64, (first, last) -> {
							assertTrue(last - first <= 64 && first % 16 == 0);
							for (int i = first; i < last; i++) assertEquals(before, rows.getAndIncrement(i));
						});
						team.meet();
					}
				});
				for (int i = 0; i < n; i++) assertEquals(50, rows.get(i));
			}
		}
	}

	/** A thread that fails lets the others go, the failure comes out, and the team works on. */
	@Test
	void failureEndsTheJobForAll() {
		try (ThreadTeam team = new ThreadTeam(2)) {
			for (int again = 0; again < 3; again++) {
				assertEquals("two", assertThrows(IllegalStateException.class, () -> team.run(member -> {
					team.meet();
					if (member == 1) throw new IllegalStateException("two");
					team.meet();
				})).getMessage());
				final AtomicIntegerArray done = new AtomicIntegerArray(10);
				team.run(member -> team.each(10, done::incrementAndGet));
				for (int i = 0; i < 10; i++) assertEquals(1, done.get(i));
			}
		}
	}
}
