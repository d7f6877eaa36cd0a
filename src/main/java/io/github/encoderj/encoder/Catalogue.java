package io.github.encoderj.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.file.FileEncoder;
import io.github.encoderj.encoder.network.WeightsFolder;
import io.github.encoderj.encoder.weights.Fingerprint;

/**
 * The encoders by name: published ones that are known, with their numbers and a note on their licence, and those whose folders the user
 * has added. It is a JSON file in the user's ImageJ preferences folder. Nothing is ever downloaded.
 */
public final class Catalogue {

	/** System property that names another folder than ImageJ's preferences folder. */
	public static final String FOLDER_PROPERTY = "encoderj.preferences";

	private static final String FILE = "encoderj-encoders.json";

	/**
	 * An encoder.
	 *
	 * @param name as macros call it
	 * @param family kind of network
	 * @param patch side of a patch in pixels
	 * @param width features of a patch
	 * @param folder where its files lie, if they have been added
	 * @param sha256 of its weights, if they have been added
	 * @param note licence, and where to get it from
	 */
	public record Entry(String name, String family, int patch, int width, Optional<Path> folder, String sha256, String note) {}

	private final Path file;
	private final List<Entry> added;

	/**
	 * The catalogue in a file, which need not be there yet.
	 *
	 * @throws Refusal if it is damaged
	 */
	public Catalogue(final Path file) {
		this.file = file;
		added = Files.exists(file) ? read(file) : new ArrayList<>();
	}

	/** The user's catalogue. */
	public static Catalogue ofUser() {
		final String folder = System.getProperty(FOLDER_PROPERTY, "");
		if (!folder.isEmpty()) return new Catalogue(Path.of(folder, FILE));
		final Path home = Path.of(System.getProperty("user.home", "."));
		final boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
		return new Catalogue((mac ? home.resolve("Library").resolve("Preferences") : home.resolve(".imagej")).resolve(FILE));
	}

	/** The added encoders in the order of adding, then the known ones that have not been added. */
	public List<Entry> entries() {
		final List<Entry> all = new ArrayList<>(added);
		known().stream().filter(k -> find(k.name()).isEmpty()).forEach(all::add);
		return all;
	}

	/** An added encoder. */
	public Optional<Entry> find(final String name) {
		return added.stream().filter(e -> e.name().equals(name)).findFirst();
	}

	/**
	 * Adds a folder (or a model file with its description) after looking into it.
	 *
	 * @param name new name; empty takes the folder's
	 * @throws Refusal if the name is taken or not usable, or the folder is no encoder that is known
	 */
	public Entry add(final String name, final Path folder) {
		final Path absolute = folder.toAbsolutePath().normalize();
		final String used = name.isBlank() && absolute.getFileName() != null ? absolute.getFileName().toString() : name.trim();
		Refusal.unless(used.matches("[A-Za-z0-9][A-Za-z0-9._+-]*") && !used.equals(FilterBank.NAME),
			"name = \"%s\": expected letters, digits, dots and hyphens, and not %s.", used, FilterBank.NAME);
		Refusal.unless(find(used).isEmpty(), "name = %s: an encoder of that name has been added already. Remove it first, or choose another " +
			"name.", used);
		if (FileEncoder.is(absolute)) return addFile(used, absolute);
		final WeightsFolder weights = WeightsFolder.of(absolute);
		final WeightsFolder.Summary summary = weights.summary();
		final String note = known().stream().filter(k -> k.name().equals(used) || k.note().contains(used)).map(Entry::note).findFirst().orElse(
			"added by the user; see the licence of its publisher");
		final Entry entry = new Entry(used, weights.family(), summary.patch(), summary.width(), Optional.of(absolute), Fingerprint.of(weights
			.weights().files()), note);
		added.add(entry);
		write();
		return entry;
	}

	/** Adds a model file; its engine has to be there, since only the loaded model shows the sizes of its output. */
	private Entry addFile(final String name, final Path file) {
		try (FileEncoder opened = FileEncoder.open(file, ComputeDevice.cpu(), 0)) {
			final Entry entry = new Entry(name, "model file", opened.stride(), opened.width(), Optional.of(file), opened.sha256(),
				"added by the user; see the licence of its publisher");
			added.add(entry);
			write();
			return entry;
		}
	}

	/**
	 * Takes an encoder out of the catalogue; its files stay.
	 *
	 * @throws Refusal if none of that name has been added
	 */
	public void remove(final String name) {
		Refusal.unless(added.removeIf(e -> e.name().equals(name)), "name = %s: no encoder of that name has been added; added are %s.", name,
			added.stream().map(Entry::name).toList());
		write();
	}

	private void write() {
		final JsonArray array = new JsonArray();
		for (final Entry e : added) {
			final JsonObject o = new JsonObject();
			o.addProperty("name", e.name());
			o.addProperty("family", e.family());
			o.addProperty("patch", e.patch());
			o.addProperty("width", e.width());
			o.addProperty("folder", e.folder().map(Path::toString).orElse(""));
			o.addProperty("sha256", e.sha256());
			o.addProperty("note", e.note());
			array.add(o);
		}
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
		}
		catch (final IOException e) {
			throw new Refusal("Could not create the preferences folder " + file.getParent() + ": " + e.getMessage() + ".", e);
		}
		WholeFile.write(file, temporary -> Files.writeString(temporary, new GsonBuilder().setPrettyPrinting().create().toJson(array)));
	}

	private static List<Entry> read(final Path file) {
		try (Reader in = Files.newBufferedReader(file)) {
			return parse(in);
		}
		catch (final IOException | JsonParseException | IllegalStateException | NullPointerException | NumberFormatException e) {
			throw new Refusal("The catalogue " + file + " is damaged (" + e.getMessage() + "). Delete it and add your encoders again.", e);
		}
	}

	private static List<Entry> known() {
		try (InputStream in = Catalogue.class.getResourceAsStream("known-encoders.json")) {
			return parse(new InputStreamReader(in, StandardCharsets.UTF_8));
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private static List<Entry> parse(final Reader in) {
		final List<Entry> entries = new ArrayList<>();
		for (final JsonElement element : JsonParser.parseReader(in).getAsJsonArray()) {
			final JsonObject o = element.getAsJsonObject();
			final String folder = o.has("folder") ? o.get("folder").getAsString() : "";
			entries.add(new Entry(o.get("name").getAsString(), o.get("family").getAsString(), o.get("patch").getAsInt(), o.get("width")
				.getAsInt(), folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder)), o.has("sha256") ? o.get("sha256").getAsString() : "",
				o.has("note") ? o.get("note").getAsString() : o.get("licence").getAsString() + "; Hugging Face " + o.get("repository")
					.getAsString()));
		}
		return entries;
	}
}
