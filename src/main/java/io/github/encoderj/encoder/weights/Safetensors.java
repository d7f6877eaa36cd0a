package io.github.encoderj.encoder.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;

/**
 * Tensors by name, from a safetensors file or a folder of its shards. Files are mapped into memory, so opening costs nothing and
 * {@link Tensor#array} copies nothing; every header is checked whole before any tensor is handed out, so a damaged file is
 * refused with its name and the tensor's. The format: an unsigned 64-bit little-endian header length, the JSON header, the data.
 */
public final class Safetensors {

	/** Usual name of the file that says which shard holds which tensor. */
	public static final String INDEX = "model.safetensors.index.json";

	private final Map<String, Tensor> tensors = new LinkedHashMap<>();
	private final Map<String, String> metadata = new LinkedHashMap<>();
	private final List<Path> files = new ArrayList<>();

	private Safetensors() {}

	/**
	 * Opens a file, an index of shards ({@code *.index.json}), or a folder with {@code model.safetensors} or an index.
	 *
	 * @throws Refusal if it is missing, truncated, or breaks the format in any way
	 */
	public static Safetensors open(final Path path) {
		if (Files.isDirectory(path)) {
			for (final String name : new String[] { "model.safetensors", INDEX, "open_clip_model.safetensors" }) {
				if (Files.exists(path.resolve(name))) return open(path.resolve(name));
			}
			throw new Refusal("The folder " + path + " holds no model.safetensors and no " + INDEX +
				". Name a weights folder as its publisher made it.");
		}
		Refusal.unless(Files.isRegularFile(path), "There is no file %s, or it cannot be read.", path);
		final Safetensors opened = new Safetensors();
		if (path.getFileName().toString().endsWith(".index.json")) opened.addShards(path);
		else opened.add(path);
		return opened;
	}

	/** The content of a file that lies in memory; {@code name} is what messages call it. */
	static Safetensors parse(final ByteBuffer whole, final String name) {
		final ByteBuffer in = whole.duplicate().order(ByteOrder.LITTLE_ENDIAN);
		final long headerLength = headerLength(in.remaining() < 8 ? -1 : in.getLong(in.position()), in.remaining(), name);
		final byte[] json = new byte[(int) headerLength];
		final int start = in.position() + 8;
		in.position(start).get(json);
		final int data = start + json.length;
		final SafetensorsHeader header = SafetensorsHeader.parse(json, in.limit() - data, name);
		final Safetensors parsed = new Safetensors();
		parsed.put(header, name, e -> in.slice(data + (int) e.begin(), (int) (e.end() - e.begin())));
		return parsed;
	}

	/** Names of all tensors, in the order of the data. */
	public Set<String> names() {
		return tensors.keySet();
	}

	public boolean has(final String name) {
		return tensors.containsKey(name);
	}

	/**
	 * A tensor.
	 *
	 * @throws Refusal if there is none of that name
	 */
	public Tensor tensor(final String name) {
		final Tensor tensor = tensors.get(name);
		Refusal.unless(tensor != null, "%s: the tensor %s is missing. Are config and weights of the same model?", where(), name);
		return tensor;
	}

	/**
	 * A tensor that must have a certain shape.
	 *
	 * @param shape sizes of the axes, slowest first; -1 where any size will do
	 * @throws Refusal if it is missing or has another shape
	 */
	public Tensor tensor(final String name, final long... shape) {
		final Tensor tensor = tensor(name);
		final long[] found = tensor.shape();
		boolean same = found.length == shape.length;
		for (int i = 0; same && i < shape.length; i++) same = shape[i] == -1 || shape[i] == found[i];
		Refusal.unless(same, "%s: the tensor %s has the shape %s, expected %s. Are config and weights of the same model?", tensor.file(),
			name, tensor.shapeText(), Arrays.toString(shape));
		return tensor;
	}

	/**
	 * The same with some tensors replaced.
	 *
	 * @param changed under names that this has, of the same shapes
	 * @throws Refusal if a name or shape is another
	 */
	public Safetensors with(final List<Tensor> changed) {
		final Safetensors other = new Safetensors();
		other.tensors.putAll(tensors);
		other.metadata.putAll(metadata);
		other.files.addAll(files);
		for (final Tensor tensor : changed) {
			tensor(tensor.name(), tensor.shape());
			other.tensors.put(tensor.name(), tensor);
		}
		return other;
	}

	/** Texts that the file's writer put beside the tensors. */
	public Map<String, String> metadata() {
		return Collections.unmodifiableMap(metadata);
	}

	/** The files that hold the tensors, in their order; empty for content in memory. */
	public List<Path> files() {
		return List.copyOf(files);
	}

	/** Bytes of all tensors. */
	public long byteCount() {
		return tensors.values().stream().mapToLong(t -> t.bytes().remaining()).sum();
	}

	/** What messages call it. */
	public String where() {
		if (files.isEmpty()) return "the weights";
		return files.size() == 1 ? files.get(0).toString() : files.get(0).getParent() + " (" + files.size() + " shards)";
	}

	/**
	 * Writes tensors to a file, whole or not at all. The order of the data is the reference library's: wide types first, then by
	 * name; the data begin at a multiple of 8 bytes.
	 *
	 * @param metadata texts to keep beside the tensors
	 * @throws Refusal if the file cannot be written
	 */
	public static void write(final Path path, final Map<String, String> metadata, final List<Tensor> tensors) {
		final List<Tensor> sorted = new ArrayList<>(tensors);
		sorted.sort(Comparator.comparingInt((final Tensor t) -> -t.type().bits()).thenComparing(Tensor::name));
		final byte[] header = header(metadata, sorted);
		final ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
		start.putLong(header.length).put(header).flip();
		WholeFile.write(path, temporary -> {
			try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
				StandardOpenOption.WRITE))
			{
				writeFully(out, start);
				for (final Tensor tensor : sorted) writeFully(out, tensor.bytes());
			}
		});
	}

	private static byte[] header(final Map<String, String> metadata, final List<Tensor> sorted) {
		final JsonObject root = new JsonObject();
		if (!metadata.isEmpty()) {
			final JsonObject texts = new JsonObject();
			metadata.forEach(texts::addProperty);
			root.add("__metadata__", texts);
		}
		long offset = 0;
		for (final Tensor tensor : sorted) {
			if (root.has(tensor.name())) throw new IllegalArgumentException("two tensors are named " + tensor.name());
			final long end = offset + tensor.bytes().remaining();
			final JsonObject entry = new JsonObject();
			entry.addProperty("dtype", tensor.type().name());
			entry.add("shape", JsonParser.parseString(tensor.shapeText()));
			entry.add("data_offsets", JsonParser.parseString("[" + offset + "," + end + "]"));
			root.add(tensor.name(), entry);
			offset = end;
		}
		final byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
		final byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
		Arrays.fill(padded, json.length, padded.length, (byte) ' ');
		return padded;
	}

	private static void writeFully(final FileChannel out, final ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) out.write(bytes);
	}

	private interface Data {

		ByteBuffer of(SafetensorsHeader.Entry entry) throws IOException;
	}

	private void add(final Path path) {
		final String name = path.toString();
		try (FileChannel channel = FileChannel.open(path)) {
			final ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
			while (length.hasRemaining() && channel.read(length) >= 0) { /* until the length is there or the file ends */ }
			final long size = channel.size();
			final ByteBuffer json = ByteBuffer.allocate((int) headerLength(length.hasRemaining() ? -1 : length.getLong(0), size, name));
			while (json.hasRemaining() && channel.read(json) >= 0) { /* until the header is whole */ }
			final long data = 8L + json.capacity();
			final SafetensorsHeader header = SafetensorsHeader.parse(json.array(), size - data, name);
			put(header, name, e -> channel.map(FileChannel.MapMode.READ_ONLY, data + e.begin(), e.end() - e.begin()));
			files.add(path);
		}
		catch (final IOException e) {
			throw new Refusal("Could not read " + path + ": " + e.getMessage() + ".", e);
		}
	}

	private static long headerLength(final long stated, final long fileSize, final String name) {
		Refusal.unless(fileSize >= 8, "%s has %d bytes, too few for a safetensors file. Fetch the file again.", name, fileSize);
		Refusal.unless(stated >= 0 && stated <= SafetensorsHeader.LONGEST,
			"%s is not a safetensors file, or damaged: it states a header of %s bytes, at most %d are allowed.", name, Long.toUnsignedString(
				stated), SafetensorsHeader.LONGEST);
		Refusal.unless(stated <= fileSize - 8, "%s is truncated: its header should have %d bytes, and %d are there. Fetch the file again.",
			name, stated, fileSize - 8);
		return stated;
	}

	private void put(final SafetensorsHeader header, final String name, final Data data) {
		metadata.putAll(header.metadata());
		for (final SafetensorsHeader.Entry e : header.entries()) {
			Refusal.unless(e.end() - e.begin() <= Integer.MAX_VALUE, "%s: the tensor %s has %d bytes; more than 2 GiB cannot be mapped.", name, e
				.name(), e.end() - e.begin());
			try {
				tensors.put(e.name(), new Tensor(e.name(), e.type(), e.shape(), data.of(e).order(ByteOrder.LITTLE_ENDIAN), name));
			}
			catch (final IOException exception) {
				throw new Refusal(name + ": the tensor " + e.name() + " could not be mapped: " + exception.getMessage() + ".", exception);
			}
		}
	}

	private void addShards(final Path index) {
		final Map<String, Set<String>> expected = tensorsOfShards(index);
		for (final Map.Entry<String, Set<String>> shard : expected.entrySet()) {
			final Path file = index.resolveSibling(shard.getKey());
			Refusal.unless(Files.isRegularFile(file), "%s names the shard %s, which is not there. Fetch all files of the model.", index, shard
				.getKey());
			final Set<String> before = new TreeSet<>(tensors.keySet());
			add(file);
			final Set<String> found = new TreeSet<>(tensors.keySet());
			found.removeAll(before);
			final Set<String> missing = new TreeSet<>(shard.getValue());
			missing.removeAll(found);
			Refusal.unless(missing.isEmpty(), "%s: the tensor %s is missing, which %s places there.", file, String.join(", ", missing), index
				.getFileName());
			found.removeAll(shard.getValue());
			Refusal.unless(found.isEmpty(), "%s: the tensor %s is not listed for this shard in %s.", file, String.join(", ", found), index
				.getFileName());
		}
	}

	/** Shard name to the tensors it should hold. */
	private static Map<String, Set<String>> tensorsOfShards(final Path index) {
		final Map<String, Set<String>> shards = new TreeMap<>();
		try {
			final JsonElement map = JsonParser.parseString(Files.readString(index)).getAsJsonObject().get("weight_map");
			Refusal.unless(map != null && map.isJsonObject(), "%s has no weight_map. Fetch the file again.", index);
			for (final Map.Entry<String, JsonElement> entry : map.getAsJsonObject().entrySet()) {
				final String shard = entry.getValue().getAsString();
				Refusal.unless(shard.matches("[^/\\\\:]+\\.safetensors") && !shard.contains(".."),
					"%s places the tensor %s in %s; a shard must be a .safetensors file in the same folder.", index, entry.getKey(), shard);
				shards.computeIfAbsent(shard, s -> new TreeSet<>()).add(entry.getKey());
			}
		}
		catch (final IOException | JsonParseException | IllegalStateException | UnsupportedOperationException e) {
			throw new Refusal(index + " is not a readable index of shards (" + e.getMessage() + "). Fetch the file again.", e);
		}
		return shards;
	}
}
