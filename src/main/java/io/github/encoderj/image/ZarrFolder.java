package io.github.encoderj.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import dev.zarr.zarrjava.store.Store;
import dev.zarr.zarrjava.store.StoreHandle;
import io.github.encoderj.base.Refusal;

/**
 * A folder on disk as zarr-java's store. Unlike zarr-java's own, it does not take a chunk that cannot be read for one that was never
 * written, nor a chunk that was written in part for a whole one.
 */
final class ZarrFolder implements Store {

	private final Path root;

	ZarrFolder(final Path root) {
		this.root = root;
	}

	private Path path(final String[] keys) {
		Path path = root;
		for (final String key : keys) path = path.resolve(key);
		return path;
	}

	@Override
	public boolean exists(final String[] keys) {
		return Files.exists(path(keys));
	}

	@Override
	public ByteBuffer get(final String[] keys) {
		try {
			return ByteBuffer.wrap(Files.readAllBytes(path(keys)));
		}
		catch (final NoSuchFileException e) {
			return null;
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	@Override
	public ByteBuffer get(final String[] keys, final long start) {
		final ByteBuffer all = get(keys);
		return all == null ? null : get(keys, start, all.limit());
	}

	@Override
	public ByteBuffer get(final String[] keys, final long start, final long end) {
		final ByteBuffer all = get(keys);
		if (all == null) return null;
		final int from = (int) (start < 0 ? all.limit() + start : start);
		return ByteBuffer.wrap(all.array(), from, (int) Math.min(end, all.limit()) - from).slice();
	}

	@Override
	public void set(final String[] keys, final ByteBuffer bytes) {
		final Path path = path(keys);
		try {
			Files.createDirectories(path.getParent());
			try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
				StandardOpenOption.WRITE))
			{
				while (bytes.hasRemaining()) channel.write(bytes);
			}
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	@Override
	public void delete(final String[] keys) {
		try {
			Files.deleteIfExists(path(keys));
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	@Override
	public StoreHandle resolve(final String... keys) {
		return new StoreHandle(this, keys);
	}

	@Override
	public String toString() {
		return root.toString();
	}

	/** Whether a folder is an array of Zarr 2 or 3. */
	static boolean array(final Path folder) {
		return Files.exists(folder.resolve(".zarray")) || "array".equals(type3(folder));
	}

	/** Whether a folder is a group or array of Zarr 2 or 3. */
	static boolean zarr(final Path folder) {
		return array(folder) || Files.exists(folder.resolve(".zgroup")) || Files.exists(folder.resolve("zarr.json"));
	}

	private static String type3(final Path folder) {
		return json(folder.resolve("zarr.json")).filter(j -> j.has("node_type")).map(j -> j.get("node_type").getAsString()).orElse("");
	}

	/** The attributes of a group or array. */
	static JsonObject attributes(final Path folder) {
		final Optional<JsonObject> three = json(folder.resolve("zarr.json"));
		if (three.isEmpty()) return json(folder.resolve(".zattrs")).orElseGet(JsonObject::new);
		return three.get().get("attributes") instanceof JsonObject a ? a : new JsonObject();
	}

	/** The first image that the multiscales of a group describe: OME-Zarr 0.5, or 0.4 and older. */
	static Optional<JsonObject> multiscale(final Path folder) {
		final JsonObject attributes = attributes(folder);
		final JsonElement all = attributes.get("ome") instanceof JsonObject ome ? ome.get("multiscales") : attributes.get("multiscales");
		return all != null && all.isJsonArray() && !all.getAsJsonArray().isEmpty() ? Optional.of(all.getAsJsonArray().get(0)
			.getAsJsonObject()) : Optional.empty();
	}

	/** What a file of metadata holds; empty if there is none. */
	static Optional<JsonObject> json(final Path file) {
		if (!Files.exists(file)) return Optional.empty();
		try {
			final String text = Files.readString(file, StandardCharsets.UTF_8);
			if (JsonParser.parseString(text) instanceof JsonObject object) return Optional.of(object);
			throw new Refusal(file + " is damaged or truncated: it holds no JSON object. Copy or write it again.");
		}
		catch (final JsonParseException | IOException e) {
			throw new Refusal(file + " is damaged or truncated: " + e.getMessage() + ". Copy or write it again.", e);
		}
	}

	/** All images below a folder, by path: groups with multiscales, and arrays outside of such groups. "" is the folder itself. */
	static TreeMap<String, Path> images(final Path root) {
		final TreeMap<String, Path> images = new TreeMap<>();
		collect(root, "", images);
		return images;
	}

	private static void collect(final Path folder, final String name, final TreeMap<String, Path> into) {
		if (array(folder)) {
			into.put(name, folder);
			return;
		}
		final boolean image = multiscale(folder).isPresent();
		if (image) into.put(name, folder);
		try (Stream<Path> children = Files.list(folder)) {
			for (final Path child : children.filter(Files::isDirectory).toList()) {
				if (zarr(child) && !(image && array(child))) collect(child, (name.isEmpty() ? "" : name + "/") + child.getFileName(), into);
			}
		}
		catch (final IOException e) {
			throw new Refusal("Could not list " + folder + ": " + e.getMessage() + ". Check that you may read it.", e);
		}
	}
}
