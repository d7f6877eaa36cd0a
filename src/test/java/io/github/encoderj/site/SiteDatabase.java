package io.github.encoderj.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

import io.github.encoderj.base.WholeFile;

/** The site's list of files, db.xml.gz, which ImageJ's updater reads. */
final class SiteDatabase {

	static final String NAME = "db.xml.gz";

	private SiteDatabase() {}

	/** The entries of a site by their unversioned names; none if the site has no list yet. */
	static Map<String, SiteEntry> read(final Path site) throws IOException {
		final Map<String, SiteEntry> entries = new TreeMap<>();
		if (!Files.exists(site.resolve(NAME))) return entries;
		try (InputStream in = new GZIPInputStream(Files.newInputStream(site.resolve(NAME)))) {
			for (final Element plugin : children(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in).getDocumentElement(),
				"plugin"))
			{
				final SiteEntry entry = entry(plugin);
				entries.put(SiteEntry.unversioned(entry.filename()), entry);
			}
		}
		catch (final ParserConfigurationException | SAXException e) {
			throw new IOException(site.resolve(NAME) + " is not the XML of an update site", e);
		}
		return entries;
	}

	private static SiteEntry entry(final Element plugin) {
		final String filename = plugin.getAttribute("filename");
		final Optional<SiteEntry.Version> current = children(plugin, "version").stream().findFirst().map(v -> new SiteEntry.Version(v
			.getAttribute("checksum"), number(v, "timestamp"), number(v, "filesize")));
		final List<SiteEntry.Previous> previous = children(plugin, "previous-version").stream().map(v -> new SiteEntry.Previous(v
			.getAttribute("filename"), v.getAttribute("checksum"), number(v, "timestamp"), number(v, "timestamp-obsolete"))).toList();
		return new SiteEntry(filename, current, previous);
	}

	/** Writes the list, whole or not at all. */
	static void write(final Map<String, SiteEntry> entries, final Path site) throws IOException {
		final Document document = document(entries);
		WholeFile.write(site.resolve(NAME), temporary -> {
			try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(temporary))) {
				final Transformer transformer = TransformerFactory.newInstance().newTransformer();
				transformer.setOutputProperty(OutputKeys.INDENT, "yes");
				transformer.transform(new DOMSource(document), new StreamResult(out));
			}
			catch (final TransformerException e) {
				throw new IOException("The list of files cannot be written as XML", e);
			}
		});
	}

	private static Document document(final Map<String, SiteEntry> entries) throws IOException {
		final Document document;
		try {
			document = DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument();
		}
		catch (final ParserConfigurationException e) {
			throw new IOException("This Java cannot make XML", e);
		}
		final Element records = document.createElement("pluginRecords");
		document.appendChild(records);
		for (final SiteEntry entry : new TreeMap<>(entries).values()) {
			final Element plugin = add(records, "plugin", "filename", entry.filename());
			platform(entry.filename()).ifPresent(platform -> add(plugin, "platform").setTextContent(platform));
			entry.current().ifPresent(v -> add(plugin, "version", "checksum", v.checksum(), "timestamp", v.timestamp(), "filesize", v.size()));
			entry.previous().forEach(v -> add(plugin, "previous-version", "timestamp", v.timestamp(), "timestamp-obsolete", v.obsolete(),
				"checksum", v.checksum(), "filename", v.filename()));
		}
		return document;
	}

	/** The system that a jar in a folder of its own is for: linux64 of jars/linux64/natives.jar. */
	private static Optional<String> platform(final String filename) {
		final String[] parts = filename.split("/");
		return parts.length > 2 && parts[0].equals("jars") ? Optional.of(parts[1]) : Optional.empty();
	}

	private static Element add(final Element parent, final String name, final Object... attributes) {
		final Element child = parent.getOwnerDocument().createElement(name);
		for (int i = 0; i < attributes.length; i += 2) child.setAttribute(attributes[i].toString(), attributes[i + 1].toString());
		parent.appendChild(child);
		return child;
	}

	private static List<Element> children(final Element parent, final String name) {
		final List<Element> children = new ArrayList<>();
		for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
			if (child instanceof Element element && element.getTagName().equals(name)) children.add(element);
		}
		return children;
	}

	private static long number(final Element element, final String attribute) {
		return Long.parseLong(element.getAttribute(attribute));
	}
}
