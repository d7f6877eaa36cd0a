package io.github.encoderj;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** Who may use whom: the table of the rooms. */
class RoomsTest {

	private static final String SUITE = "io.github.encoderj.";

	/** For each room, the rooms it may use. */
	private static final Map<String, List<String>> ROOMS = Map.ofEntries( //
		Map.entry("base", List.of()), //
		Map.entry("image", List.of("base")), //
		Map.entry("encoder", List.of("base", "image")), //
		Map.entry("learn", List.of("base", "image", "encoder")), //
		Map.entry("metrics", List.of("base")), //
		Map.entry("em", List.of("base", "image", "encoder", "learn", "metrics")), //
		Map.entry("wsi", List.of("base", "image", "encoder", "learn", "metrics")), //
		Map.entry("volume", List.of("base", "image", "encoder", "learn", "metrics")), //
		Map.entry("cxr", List.of("base", "image", "encoder", "learn", "metrics")), //
		Map.entry("sample", List.of("base", "image")), //
		Map.entry("command", List.of("base", "image", "encoder", "learn", "metrics", "em", "wsi", "volume", "cxr", "sample")));

	/** For each library, the rooms that may use it. */
	private static final Map<String, List<String>> LIBRARIES = Map.of( //
		"com.sun.media..", List.of("image"), //
		"ai.djl..", List.of("encoder", "learn"), //
		"org.tensorflow..", List.of("encoder"), //
		"ai.onnxruntime..", List.of("encoder"), //
		"loci..", List.of("image"), //
		"io.jhdf..", List.of("image", "encoder", "wsi"), //
		"dev.zarr..", List.of("image"), //
		"org.jfree..", List.of("metrics", "command"), //
		"org.scijava..", List.of("command"));

	private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.github.encoderj");

	@TestFactory
	Stream<DynamicTest> aRoomUsesOnlyTheRoomsOfTheTable() {
		return ROOMS.entrySet().stream().map(room -> DynamicTest.dynamicTest(room.getKey(), () -> {
			final String[] forbidden = ROOMS.keySet().stream().filter(other -> !other.equals(room.getKey()) && !room.getValue().contains(
				other)).map(other -> SUITE + other + "..").toArray(String[]::new);
			if (forbidden.length == 0) return;
			noClasses().that().resideInAPackage(SUITE + room.getKey() + "..").should().dependOnClassesThat().resideInAnyPackage(forbidden)
				.allowEmptyShould(true).check(CLASSES);
		}));
	}

	@TestFactory
	Stream<DynamicTest> aLibraryIsUsedOnlyWhereTheTableSays() {
		return LIBRARIES.entrySet().stream().map(library -> DynamicTest.dynamicTest(library.getKey(), () -> {
			final String[] allowed = library.getValue().stream().map(room -> SUITE + room + "..").toArray(String[]::new);
			noClasses().that().resideOutsideOfPackages(allowed).should().dependOnClassesThat().resideInAPackage(library.getKey()).check(
				CLASSES);
		}));
	}

	@TestFactory
	Stream<DynamicTest> imageJ1IsUsedOnlyByCommandsAndTheAdapter() {
		return Stream.of("ij", "ij..").map(name -> DynamicTest.dynamicTest(name, () -> noClasses().that().resideOutsideOfPackage(SUITE +
			"command..").and().doNotHaveFullyQualifiedName(SUITE + "image.ImagePlusAdapter").should().dependOnClassesThat().resideInAPackage(
				name).check(CLASSES)));
	}

	@TestFactory
	Stream<DynamicTest> everyRoomSaysWhatBelongsThere() {
		return CLASSES.stream().map(c -> c.getPackageName()).distinct().sorted().map(name -> DynamicTest.dynamicTest(name, () -> {
			final String file = "src/main/java/" + name.replace('.', '/') + "/package-info.java";
			if (!new java.io.File(file).exists()) throw new AssertionError(file + " is missing");
		}));
	}
}
