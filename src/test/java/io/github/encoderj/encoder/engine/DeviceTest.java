package io.github.encoderj.encoder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Refusal;

/** Choice of the device and what happens when memory runs out, with a substitute for the engine. */
class DeviceTest {

	private static ComputeDevice.Offer offer(final int gpus) {
		return new ComputeDevice.Offer() {

			@Override
			public int gpus() {
				return gpus;
			}

			@Override
			public String whyNone() {
				return "No driver was found.";
			}
		};
	}

	@Test
	void autoTakesTheFirstGpuOrSaysWhyNot() {
		assertEquals("gpu0", ComputeDevice.of("auto", offer(2)).toString());
		assertEquals("", ComputeDevice.of("auto", offer(2)).remark());
		assertEquals("cpu", ComputeDevice.of("auto", offer(0)).toString());
		assertEquals("No driver was found.", ComputeDevice.of("", offer(0)).remark());
		assertEquals("cpu", ComputeDevice.of("cpu", offer(2)).toString());
		assertEquals("gpu1", ComputeDevice.of("gpu1", offer(2)).toString());
	}

	@Test
	void aGpuThatIsNotThereIsRefused() {
		assertTrue(assertThrows(Refusal.class, () -> ComputeDevice.of("gpu0", offer(0))).getMessage().contains("No driver was found."));
		assertTrue(assertThrows(Refusal.class, () -> ComputeDevice.of("gpu2", offer(2))).getMessage().contains("only 2 GPUs"));
		assertThrows(Refusal.class, () -> ComputeDevice.of("cuda:0", offer(2)));
		assertThrows(Refusal.class, () -> ComputeDevice.of("GPU", offer(2)));
	}

	@Test
	void theBatchIsHalvedUntilItFits() {
		final List<Integer> tried = new ArrayList<>();
		final Batches batches = new Batches(8);
		final List<Integer> items = IntStream.range(0, 21).boxed().toList();
		final List<Integer> results = batches.run(items, batch -> {
			tried.add(batch.size());
			if (batch.size() > 3) throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
			return batch.stream().map(i -> 10 * i).toList();
		});
		assertEquals(items.stream().map(i -> 10 * i).toList(), results);
		assertEquals(List.of(8, 4, 2, 2, 2), tried.subList(0, 5));
		assertEquals(2, batches.size());
	}

	@Test
	void onePictureThatDoesNotFitIsRefused() {
		final Refusal refusal = assertThrows(Refusal.class, () -> new Batches(4).run(List.of(1, 2), batch -> {
			throw new OutOfMemoryError("Java heap space");
		}));
		assertTrue(refusal.getMessage().contains("smaller"), refusal.getMessage());
	}

	@Test
	void otherErrorsPass() {
		assertThrows(IllegalArgumentException.class, () -> new Batches(4).run(List.of(1, 2), batch -> {
			throw new IllegalArgumentException("wrong shape");
		}));
	}
}
