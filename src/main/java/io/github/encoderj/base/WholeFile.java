package io.github.encoderj.base;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes a file under a temporary name beside its final one and moves it into place when it is whole, so that a full disk, a
 * cancel or a kill never leaves half a file under the final name.
 */
public final class WholeFile {

	private WholeFile() {}

	/** Writes to the path it is given. */
	@FunctionalInterface
	public interface Writer {

		void write(Path temporary) throws IOException;
	}

	/**
	 * Writes {@code path} whole or not at all. The temporary name keeps the suffix, which format writers look at.
	 *
	 * @param path final name; its folder must exist and be writable
	 * @param writer creates the file under the temporary name that it is given
	 * @throws Refusal if the folder is missing or read-only, or the disk is full; the message names the path
	 */
	public static void write(final Path path, final Writer writer) {
		Refusal.unless(!Files.isDirectory(path), "Cannot write %s: a folder of that name exists. Choose another name.", path);
		writeAny(path, writer);
	}

	/**
	 * Writes a folder whole or not at all. A folder of the same name is replaced with all it holds, so callers make sure first that it
	 * is one of theirs.
	 *
	 * @param path final name; the folder above must exist and be writable
	 * @param writer creates the folder under the temporary name that it is given
	 * @throws Refusal if the folder above is missing or read-only, or the disk is full; the message names the path
	 */
	public static void writeFolder(final Path path, final Writer writer) {
		writeAny(path, writer);
	}

	private static void writeAny(final Path path, final Writer writer) {
		final Path target = path.toAbsolutePath();
		final Path folder = target.getParent();
		Refusal.unless(folder != null && Files.isDirectory(folder), "Cannot write %s: the folder %s does not exist. Create it first.",
			path, folder);
		Refusal.unless(Files.isWritable(folder), "Cannot write %s: the folder %s is read-only. Choose a folder you may write to.", path,
			folder);
		final Path temporary = folder.resolve(".part-" + ProcessHandle.current().pid() + "-" + Thread.currentThread().getId() + "-" +
			target.getFileName());
		try {
			writer.write(temporary);
			move(temporary, target);
		}
		catch (final IOException e) {
			throw new Refusal("Could not write " + path + ": " + reason(e) + " Nothing was left under that name; free space or choose " +
				"another place, and run again.", e);
		}
		finally {
			try {
				deleteAll(temporary);
			}
			catch (final IOException e) {
				// The final file is unaffected; a leftover starts with a dot and says .part
			}
		}
	}

	private static void move(final Path from, final Path to) throws IOException {
		if (Files.isDirectory(from) && Files.exists(to)) {
			final Path old = to.resolveSibling(".old-" + from.getFileName());
			Files.move(to, old);
			Files.move(from, to);
			deleteAll(old);
			return;
		}
		try {
			Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (final AtomicMoveNotSupportedException e) {
			Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
		}
	}

	/**
	 * Deletes a file, or a folder with all it holds; does nothing if there is none.
	 *
	 * @throws Refusal if it cannot be deleted
	 */
	public static void delete(final Path path) {
		try {
			deleteAll(path);
		}
		catch (final IOException e) {
			throw new Refusal("Could not delete " + path + ": " + reason(e) + " Close what uses it, and delete it.", e);
		}
	}

	private static void deleteAll(final Path path) throws IOException {
		if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return;
		final List<Path> all;
		try (Stream<Path> tree = Files.walk(path)) {
			all = tree.sorted(Comparator.reverseOrder()).toList();
		}
		for (final Path one : all) Files.deleteIfExists(one);
	}

	private static String reason(final IOException e) {
		if (e instanceof FileSystemException f && f.getReason() != null) return f.getReason() + ".";
		return e.getMessage() == null ? e.getClass().getSimpleName() + "." : e.getMessage() + ".";
	}
}
