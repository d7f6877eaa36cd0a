package io.github.encoderj.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The licence texts that a served jar's authors want to go with it. */
final class Licences {

	private Licences() {}

	/**
	 * The licence and notice files in a jar, or else what its Maven description, or the nearest of its parents, says.
	 *
	 * @param jar as it lies in a Maven repository
	 * @throws IOException if neither says anything
	 */
	static String of(final Path jar) throws IOException {
		final List<String> texts = new ArrayList<>();
		try (JarFile file = new JarFile(jar.toFile())) {
			final List<JarEntry> entries = Collections.list(file.entries());
			entries.sort(Comparator.comparing(JarEntry::getName));
			for (final JarEntry entry : entries) {
				if (!entry.getName().matches("(?i)(META-INF/)?(LICEN[CS]E|NOTICE|THIRD-?PARTY|AL2\\.0|LGPL2\\.1)[^/]*")) continue;
				if (entry.isDirectory() || entry.getName().endsWith(".class")) continue;
				try (InputStream in = file.getInputStream(entry)) {
					texts.add(entry.getName() + "\n\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8).strip() + "\n");
				}
			}
		}
		texts.add(0, "As declared to Maven: " + declared(jar.resolveSibling(JarCheck.artifact(jar) + "-" + JarCheck.version(jar) + ".pom"),
			jar.getParent().getParent().getParent()) + "\n");
		return String.join("\n", texts);
	}

	private static String declared(final Path pom, final Path group) throws IOException {
		final Element project = parse(pom).getDocumentElement();
		final NodeList licences = project.getElementsByTagName("license");
		if (licences.getLength() > 0) {
			final List<String> names = new ArrayList<>();
			for (int i = 0; i < licences.getLength(); i++) {
				final Element licence = (Element) licences.item(i);
				names.add(text(licence, "name") + " <" + text(licence, "url") + ">");
			}
			return String.join(", ", names);
		}
		final NodeList parents = project.getElementsByTagName("parent");
		if (parents.getLength() == 0) throw new IOException(pom + " names no licence");
		final Element parent = (Element) parents.item(0);
		final String artifact = text(parent, "artifactId");
		final String version = text(parent, "version");
		final Path repository = repository(group, pom);
		final Path folder = repository.resolve(text(parent, "groupId").replace('.', '/'));
		return declared(folder.resolve(artifact).resolve(version).resolve(artifact + "-" + version + ".pom"), folder);
	}

	/** The repository's folder: as far above the group's folder as the group's name has parts. */
	private static Path repository(final Path group, final Path pom) throws IOException {
		for (Path folder = group; folder != null; folder = folder.getParent()) {
			if (Files.isDirectory(folder.resolve("org/apache")) && Files.isDirectory(folder.resolve("com"))) return folder;
		}
		throw new IOException(pom + " lies in no Maven repository");
	}

	private static Document parse(final Path pom) throws IOException {
		try (InputStream in = Files.newInputStream(pom)) {
			return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
		}
		catch (final ParserConfigurationException | SAXException e) {
			throw new IOException(pom + " is no Maven description", e);
		}
	}

	private static String text(final Element parent, final String name) {
		final NodeList found = parent.getElementsByTagName(name);
		return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
	}
}
