package io.github.encoderj.wsi.tissue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;

/**
 * Regions as GeoJSON in pixels of level 0, origin in the upper left: QuPath's annotations and TRIDENT's contours. Read are feature
 * collections, bare arrays of features (older QuPath), single features and geometries; polygons, multi-polygons and collections of them.
 */
public final class TissueGeoJson {

	private static final int[] COLOUR = { 0, 170, 0 };

	private TissueGeoJson() {}

	/**
	 * Reads all polygons of a file, whatever they are called.
	 *
	 * @return empty only for a feature collection without features, as is written where nothing was found
	 * @throws Refusal if the file does not exist, is no GeoJSON, or holds features, but no polygon
	 */
	public static List<Region> read(final Path path) {
		Refusal.unless(Files.isRegularFile(path), "%s: there is no such file. Check the name and the folder.", path);
		final List<Region> regions = new ArrayList<>();
		final boolean nothing;
		try {
			final JsonElement root = JsonParser.parseString(Files.readString(path, StandardCharsets.UTF_8));
			collect(root, regions);
			nothing = root.isJsonObject() && root.getAsJsonObject().has("features") && root.getAsJsonObject().get("features").getAsJsonArray()
				.isEmpty();
		}
		catch (final IOException | JsonParseException | IllegalStateException | UnsupportedOperationException | NumberFormatException |
				IndexOutOfBoundsException | NullPointerException e)
		{
			final String reason = String.valueOf(e.getMessage()).replaceFirst("^[\\w.]*Exception: ", "");
			throw new Refusal(path + " is no GeoJSON (" + reason + "). Export the annotations again, as GeoJSON.", e);
		}
		Refusal.unless(nothing || !regions.isEmpty(), "%s holds no polygon; outlines of tissue are expected. Draw areas, not points or lines.", path);
		return regions;
	}

	private static void collect(final JsonElement element, final List<Region> regions) {
		if (element.isJsonArray()) {
			element.getAsJsonArray().forEach(one -> collect(one, regions));
			return;
		}
		final JsonObject object = element.getAsJsonObject();
		if (!object.has("type")) throw new JsonParseException("a part has no type");
		switch (object.get("type").getAsString()) {
			case "FeatureCollection" -> collect(object.get("features").getAsJsonArray(), regions);
			case "Feature" -> {
				if (object.has("geometry") && !object.get("geometry").isJsonNull()) collect(object.get("geometry"), regions);
			}
			case "GeometryCollection" -> collect(object.get("geometries").getAsJsonArray(), regions);
			case "Polygon" -> polygon(object.get("coordinates").getAsJsonArray(), regions);
			case "MultiPolygon" -> object.get("coordinates").getAsJsonArray().forEach(p -> polygon(p.getAsJsonArray(), regions));
			default -> { // points and lines enclose nothing
			}
		}
	}

	private static void polygon(final JsonArray rings, final List<Region> regions) {
		final List<Outline> outlines = new ArrayList<>();
		for (final JsonElement ring : rings) outlines.add(outline(ring.getAsJsonArray()));
		if (!outlines.isEmpty()) regions.add(new Region(outlines.get(0), outlines.subList(1, outlines.size())));
	}

	/** Rings repeat their first corner at the end; those that do not are taken as closed. */
	private static Outline outline(final JsonArray ring) {
		final int last = ring.size() - 1;
		final boolean closed = last > 0 && ring.get(0).equals(ring.get(last));
		final int count = closed ? last : ring.size();
		final double[] x = new double[count];
		final double[] y = new double[count];
		for (int i = 0; i < count; i++) {
			x[i] = ring.get(i).getAsJsonArray().get(0).getAsDouble();
			y[i] = ring.get(i).getAsJsonArray().get(1).getAsDouble();
		}
		return new Outline(x, y);
	}

	/**
	 * Writes regions as annotations of the class Tissue, which QuPath opens by dropping the file on the slide.
	 *
	 * @throws Refusal if the file cannot be written
	 */
	public static void write(final List<Region> regions, final Path path) {
		WholeFile.write(path, temporary -> Files.writeString(temporary, text(regions), StandardCharsets.UTF_8));
	}

	/** The GeoJSON text of regions; the same regions give the same text. */
	static String text(final List<Region> regions) {
		final JsonArray features = new JsonArray();
		for (int i = 0; i < regions.size(); i++) features.add(feature(regions.get(i), i + 1));
		final JsonObject collection = new JsonObject();
		collection.addProperty("type", "FeatureCollection");
		collection.add("features", features);
		return collection.toString() + "\n";
	}

	private static JsonObject feature(final Region region, final int number) {
		final JsonArray rings = new JsonArray();
		rings.add(ring(region.outline()));
		region.holes().forEach(hole -> rings.add(ring(hole)));
		final JsonObject geometry = new JsonObject();
		geometry.addProperty("type", "Polygon");
		geometry.add("coordinates", rings);
		final JsonArray colour = new JsonArray();
		for (final int c : COLOUR) colour.add(c);
		final JsonObject classification = new JsonObject();
		classification.addProperty("name", "Tissue");
		classification.add("color", colour);
		final JsonObject properties = new JsonObject();
		properties.addProperty("objectType", "annotation");
		properties.addProperty("name", "Tissue " + number);
		properties.addProperty("tissue_id", number);
		properties.add("classification", classification);
		final JsonObject feature = new JsonObject();
		feature.addProperty("type", "Feature");
		feature.addProperty("id", UUID.nameUUIDFromBytes((number + " " + rings).getBytes(StandardCharsets.UTF_8)).toString());
		feature.add("geometry", geometry);
		feature.add("properties", properties);
		return feature;
	}

	private static JsonArray ring(final Outline outline) {
		final JsonArray ring = new JsonArray();
		for (int i = 0; i <= outline.corners(); i++) {
			final int corner = i % outline.corners();
			final JsonArray point = new JsonArray();
			point.add(number(outline.x(corner)));
			point.add(number(outline.y(corner)));
			ring.add(point);
		}
		return ring;
	}

	/** Whole numbers without a point. */
	private static JsonPrimitive number(final double value) {
		return value == Math.rint(value) && Math.abs(value) < 1e15 ? new JsonPrimitive((long) value) : new JsonPrimitive(value);
	}
}
