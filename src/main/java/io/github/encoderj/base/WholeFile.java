package io.github.encoderj.base;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
		final Path target = path.toAbsolutePath();
		final Path folder = target.getParent();
		Refusal.unless(!Files.isDirectory(target), "Cannot write %s: a folder of that name exists. Choose another name.", path);
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
				Files.deleteIfExists(temporary);
			}
			catch (final IOException e) {
				// The final file is unaffected; a leftover starts with a dot and says .part
			}
		}
	}

	private static void move(final Path from, final Path to) throws IOException {
		try {
			Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (final AtomicMoveNotSupportedException e) {
			Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
		}
	}

	private static String reason(final IOException e) {
		if (e instanceof FileSystemException f && f.getReason() != null) return f.getReason() + ".";
		return e.getMessage() == null ? e.getClass().getSimpleName() + "." : e.getMessage() + ".";
	}
}
