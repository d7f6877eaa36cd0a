package io.github.encoderj.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.encoderj.base.Refusal;

/** Installs a site into a folder as ImageJ's updater would, or updates what is there, and says how each file stood. */
public final class TryUpdateSite {

	private TryUpdateSite() {}

	/** Arguments: the site's folder, the folder to install into. The exit code is 1 if the site does not serve what its list says. */
	public static void main(final String... arguments) throws IOException {
		try {
			Files.createDirectories(Path.of(arguments[1]));
			SiteInstaller.update(Path.of(arguments[0]), Path.of(arguments[1])).forEach((path, status) -> System.out.printf("%-12s %s%n", status,
				path));
		}
		catch (final Refusal e) {
			System.err.println(e.getMessage());
			System.exit(1);
		}
	}
}
