package io.github.encoderj.encoder.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/**
 * The PyTorch engine's native libraries outside of the class path: where they are installed, how a downloaded package becomes
 * installed, and how the engine is told. With them in place nothing needs a network.
 */
public final class Natives {

	/** System property that names another folder than the user's. */
	public static final String FOLDER_PROPERTY = "encoderj.natives";

	/** Version of the native libraries that the engine fits. */
	public static final String VERSION = "2.7.1";

	/** Their licence. */
	public static final String LICENCE = "BSD-3-Clause (PyTorch)";

	private final Path folder;

	/** Natives in a folder, which need not be there yet. */
	public Natives(final Path folder) {
		this.folder = folder;
	}

	/** The user's natives. */
	public static Natives ofUser() {
		final String named = System.getProperty(FOLDER_PROPERTY, "");
		return new Natives(named.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".encoderj", "natives") : Path.of(named));
	}

	/** File name of the package for this machine, ai.djl.pytorch:pytorch-native-cpu on Maven Central. */
	public static String jarName() {
		return "pytorch-native-cpu-" + VERSION + "-" + classifier() + ".jar";
	}

	/** Size of the package in MB. */
	public static int megabytes() {
		return switch (classifier()) {
			case "win-x86_64" -> 76;
			case "osx-aarch64" -> 42;
			default -> 112;
		};
	}

	/** This machine as the package's name has it: linux-x86_64, win-x86_64, osx-aarch64, linux-aarch64. */
	static String classifier() {
		final String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
		final String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
		final String os = system.startsWith("win") ? "win" : system.startsWith("mac") ? "osx" : "linux";
		return os + "-" + (processor.matches("aarch64|arm64") ? "aarch64" : "x86_64");
	}

	/** The folder with the libraries, if they are installed. */
	public Optional<Path> installed() {
		final Path libraries = folder.resolve("pytorch-" + VERSION + "-cpu-" + classifier());
		return Files.isDirectory(libraries) ? Optional.of(libraries) : Optional.empty();
	}

	/**
	 * Unpacks a package. What was installed is replaced only when the new libraries are whole.
	 *
	 * @param jar the package for this machine and {@link #VERSION}, from wherever the user has it
	 * @return the folder with the libraries
	 * @throws Refusal if it is not that package, is damaged, or the disk is full
	 */
	public Path install(final Path jar, final Progress progress) {
		Refusal.unless(Files.isRegularFile(jar), "install = %s: there is no such file.", jar);
		final String inside = "pytorch/cpu/" + classifier() + "/";
		final Path target = folder.resolve("pytorch-" + VERSION + "-cpu-" + classifier());
		final Path part = folder.resolve(".part-" + ProcessHandle.current().pid());
		try (ZipFile zip = new ZipFile(jar.toFile())) {
			checkVersion(jar, zip, inside);
			delete(part);
			Files.createDirectories(part);
			final long total = zip.stream().filter(e -> e.getName().startsWith(inside)).mapToLong(ZipEntry::getSize).sum();
			long done = 0;
			for (final Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
				final ZipEntry entry = entries.nextElement();
				final String name = entry.getName().startsWith(inside) ? entry.getName().substring(inside.length()) : "";
				if (name.isEmpty() || entry.isDirectory()) continue;
				Refusal.unless(name.matches("[A-Za-z0-9._+-]+"), "install = %s: the package holds a file named %s. Fetch it again.", jar, name);
				progress.check();
				progress.report("Unpacking " + name, total == 0 ? 0 : (double) done / total);
				try (InputStream in = zip.getInputStream(entry)) {
					done += Files.copy(in, part.resolve(name));
				}
			}
			delete(target);
			Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
			return target;
		}
		catch (final ZipException e) {
			throw new Refusal("install = " + jar + ": this is no jar, or it is damaged (" + e.getMessage() + "). Fetch it again.", e);
		}
		catch (final IOException e) {
			throw new Refusal("install = " + jar + ": the libraries could not be unpacked into " + folder + " (" + e.getMessage() + ").", e);
		}
		finally {
			delete(part);
		}
	}

	private static void checkVersion(final Path jar, final ZipFile zip, final String inside) throws IOException {
		final ZipEntry properties = zip.getEntry("native/lib/pytorch.properties");
		Refusal.unless(properties != null, "install = %s: this is no package of PyTorch's native libraries (pytorch-native-cpu-%s-%s.jar is one).",
			jar, VERSION, classifier());
		final String text;
		try (InputStream in = zip.getInputStream(properties)) {
			text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
		}
		Refusal.unless(text.contains("version=" + VERSION) && zip.stream().anyMatch(e -> e.getName().startsWith(inside)),
			"install = %s: this package is of another version or for another machine (%s); expected %s for %s.", jar, text.replaceAll("\\s+",
				" ").trim(), VERSION, classifier());
	}

	/** Tells the engine, which must not have been started, of libraries that are installed. */
	void announce() {
		if (System.getenv("PYTORCH_LIBRARY_PATH") != null || System.getProperty("PYTORCH_LIBRARY_PATH") != null) return;
		if (Natives.class.getClassLoader().getResource("native/lib/pytorch.properties") != null) return;
		installed().ifPresent(libraries -> {
			System.setProperty("PYTORCH_LIBRARY_PATH", libraries.toString());
			System.setProperty("PYTORCH_VERSION", VERSION);
			System.setProperty("PYTORCH_FLAVOR", "cpu");
		});
	}

	private static void delete(final Path folder) {
		if (!Files.exists(folder)) return;
		try (Stream<Path> all = Files.walk(folder)) {
			for (final Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
		}
		catch (final IOException e) {
			throw new Refusal("Could not delete " + folder + ": " + e.getMessage() + ". Close what uses it.", e);
		}
	}
}
