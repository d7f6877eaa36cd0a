package io.github.encoderj.image;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the ImageDescription of a TIFF file says about its sections.
 *
 * @param pages sections it announces over all channels; 0 when it says nothing
 * @param channels number of channels, at least 1
 * @param slices sections of one channel; 0 when it says nothing
 * @param frames time points, at least 1
 * @param channelsFirst whether all sections of one channel follow each other; else all channels of one section do, as in ImageJ
 * @param unit unit of the voxel size; empty when the file is not ImageJ's and so gives no size that can be trusted
 * @param spacing distance of sections in that unit
 * @param origin index of the voxel that lies at position 0, along x, y, z
 */
record TiffDescription(int pages, int channels, int slices, int frames, boolean channelsFirst, Optional<String> unit, double spacing,
	double[] origin)
{

	private static final Pattern SHAPE = Pattern.compile("\"shape\"\\s*:\\s*\\[([0-9,\\s]+)]");

	/** Reads ImageJ's lines or the shape that Python's tifffile notes; all else says nothing. */
	static TiffDescription parse(final String text) {
		if (text.startsWith("ImageJ=")) return imageJ(text);
		final Matcher shape = SHAPE.matcher(text);
		if (text.startsWith("{") && shape.find()) return shaped(shape.group(1).split("\\s*,\\s*"));
		return new TiffDescription(0, 1, 0, 1, false, Optional.empty(), 1, new double[3]);
	}

	private static TiffDescription imageJ(final String text) {
		final Map<String, String> lines = new HashMap<>();
		for (final String line : text.split("\n")) {
			final int equals = line.indexOf('=');
			if (equals > 0) lines.put(line.substring(0, equals), line.substring(equals + 1).trim());
		}
		final int channels = Math.max(1, (int) number(lines, "channels", 1));
		final int frames = Math.max(1, (int) number(lines, "frames", 1));
		final int pages = (int) number(lines, "images", 1);
		final int slices = (int) number(lines, "slices", channels * frames == 0 ? 0 : pages / (channels * frames));
		final double spacing = Math.abs(number(lines, "spacing", 1));
		final String unit = unescaped(lines.getOrDefault("unit", ""));
		final double[] origin = { number(lines, "xorigin", 0), number(lines, "yorigin", 0), number(lines, "zorigin", 0) };
		return new TiffDescription(pages, channels, slices, frames, false, Optional.of(unit), spacing > 0 ? spacing : 1, origin);
	}

	/** [z, y, x] or [channel, z, y, x]; with interleaved colours a last axis more, which the pages themselves tell. */
	private static TiffDescription shaped(final String[] shape) {
		if (shape.length != 4 || Integer.parseInt(shape[3]) <= 4) {
			return new TiffDescription(0, 1, 0, 1, false, Optional.empty(), 1, new double[3]);
		}
		final int channels = Integer.parseInt(shape[0]);
		final int slices = Integer.parseInt(shape[1]);
		return new TiffDescription(channels * slices, channels, slices, 1, true, Optional.empty(), 1, new double[3]);
	}

	private static double number(final Map<String, String> lines, final String key, final double otherwise) {
		try {
			return lines.containsKey(key) ? Double.parseDouble(lines.get(key)) : otherwise;
		}
		catch (final NumberFormatException e) {
			return otherwise;
		}
	}

	/** ImageJ writes letters beyond ASCII as {@code \\u00B5}. */
	private static String unescaped(final String text) {
		final Matcher code = Pattern.compile("\\\\u([0-9a-fA-F]{4})").matcher(text);
		return code.replaceAll(m -> String.valueOf((char) Integer.parseInt(m.group(1), 16)));
	}

	/** ImageJ's lines for a volume. */
	static String imageJ(final Volume<?> volume) {
		final long channels = volume.channels();
		final Geometry g = volume.geometry();
		final StringBuilder text = new StringBuilder("ImageJ=1.54p\n");
		text.append("images=").append(volume.depth() * channels).append('\n');
		if (channels > 1) text.append("channels=").append(channels).append('\n');
		if (volume.depth() > 1) text.append("slices=").append(volume.depth()).append('\n');
		if (channels > 1) text.append("hyperstack=true\nmode=grayscale\n");
		text.append("unit=").append(Units.ascii(g.unit())).append('\n');
		text.append("spacing=").append(g.z()).append('\n');
		final double[] origin = g.origin();
		for (int d = 0; d < 3; d++) {
			if (origin[d] != 0) text.append("xyz".charAt(d)).append("origin=").append(-origin[d] / g.spacing()[d]).append('\n');
		}
		return text.append("loop=false\n").toString();
	}

	/** OME-XML for a volume whose file holds one page a section, all sections of the first channel first. */
	static String ome(final Volume<?> volume, final PixelType type) {
		final Geometry g = volume.geometry();
		final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
		text.append("<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\" ").append(
			"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ").append(
				"xsi:schemaLocation=\"http://www.openmicroscopy.org/Schemas/OME/2016-06 ").append(
					"http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd\">");
		text.append("<Image ID=\"Image:0\" Name=\"").append(escaped(volume.name())).append("\"><Pixels ID=\"Pixels:0\" ");
		text.append("DimensionOrder=\"XYZCT\" BigEndian=\"false\" Type=\"").append(type.name().toLowerCase(Locale.ROOT)).append("\" ");
		text.append(String.format("SizeX=\"%d\" SizeY=\"%d\" SizeZ=\"%d\" SizeC=\"%d\" SizeT=\"1\"", volume.width(), volume.height(), volume
			.depth(), volume.channels()));
		for (int d = 0; d < 3; d++) {
			final char axis = "XYZ".charAt(d);
			text.append(" PhysicalSize").append(axis).append("=\"").append(g.spacing()[d]).append('"');
			text.append(" PhysicalSize").append(axis).append("Unit=\"").append(g.unit()).append('"');
		}
		text.append('>');
		for (int c = 0; c < volume.channels(); c++) {
			text.append("<Channel ID=\"Channel:0:").append(c).append("\" SamplesPerPixel=\"1\"/>");
		}
		text.append("<TiffData IFD=\"0\" PlaneCount=\"").append(volume.depth() * volume.channels()).append("\"/>");
		final double[] o = g.origin();
		if (o[0] != 0 || o[1] != 0 || o[2] != 0) {
			text.append("<Plane TheZ=\"0\" TheC=\"0\" TheT=\"0\"");
			for (int d = 0; d < 3; d++) {
				final char axis = "XYZ".charAt(d);
				text.append(" Position").append(axis).append("=\"").append(o[d]).append("\" Position").append(axis).append("Unit=\"").append(g
					.unit()).append('"');
			}
			text.append("/>");
		}
		return text.append("</Pixels></Image></OME>").toString();
	}

	private static String escaped(final String text) {
		return text.replaceAll("[\\p{Cntrl}]", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
	}
}
