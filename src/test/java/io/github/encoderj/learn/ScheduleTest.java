package io.github.encoderj.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongToDoubleFunction;

import org.junit.jupiter.api.Test;

class ScheduleTest {

	private static final int ALL = 1000;
	private static final double MINUTES = 10;

	private long now;
	private long steps;
	private Schedule schedule;

	/** Steps that take so many seconds, until the schedule or all is over. */
	private boolean run(final LongToDoubleFunction seconds) {
		now = 5;
		schedule = new Schedule(0.01, 20, ALL, MINUTES, () -> now);
		double before = 0;
		for (steps = 0; steps < ALL; ) {
			assertTrue(schedule.progress() >= before, "progress falls");
			before = schedule.progress();
			now += (long) (1e9 * seconds.applyAsDouble(steps++));
			if (schedule.over()) return true;
		}
		return false;
	}

	@Test
	void allStepsWhereThereIsTime() {
		assertFalse(run(step -> 0.5));
		assertEquals(1, schedule.progress(), 1e-9);
		assertEquals(500, schedule.seconds(), 1e-6);
	}

	@Test
	void theRateRisesAndFallsToZero() {
		run(step -> step < ALL / 2 ? 0.1 : 1);
		assertEquals(0, schedule.getNewValue(ALL), 1e-6);
		final Schedule fresh = new Schedule(0.01, 20, ALL, MINUTES, () -> now);
		assertEquals(0.005, fresh.getNewValue(10), 1e-6);
		assertEquals(0.01, fresh.getNewValue(20), 1e-6);
	}

	/** A slow machine ends in time, with the rate at zero. */
	@Test
	void fewerStepsWhereThereIsNot() {
		assertTrue(run(step -> 2));
		assertEquals(300, steps, 3);
		assertEquals(0, schedule.getNewValue((int) steps), 1e-5);
	}

	/** Busy with something else for two minutes and a half, then four times as fast: the time is used and the rate still falls to zero. */
	@Test
	void moreAgainWhenTheMachineGetsFaster() {
		assertTrue(run(step -> step < 50 ? 3 : 0.75));
		assertTrue(schedule.seconds() > 595 && schedule.seconds() < 601, "" + schedule.seconds());
		assertEquals(0, schedule.getNewValue((int) steps), 1e-5);
	}
}
