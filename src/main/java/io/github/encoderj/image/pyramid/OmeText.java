package io.github.encoderj.image.pyramid;

import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What the OME-XML of a pyramid says: reads the first image's entries, writes those of one image. */
final class OmeText {

	private OmeText() {}

	/** Whether the first image is one section of three colours, stored in this file alone. */
	static boolean oneColourImage(final String xml) {
		return pixels(xml).filter(p -> p.getAttribute("SizeC").equals("3") && p.getAttribute("SizeZ").equals("1") && p.getAttribute("SizeT")
			.equals("1") && p.getElementsByTagNameNS("*", "TiffData").getLength() <= 1 && p.getElementsByTagNameNS("*", "UUID")
				.getLength() == 0).isPresent();
	}

	/** Size of its pixels, if a microscope can have made it. */
	static Optional<PixelSize> pixelSize(final String xml) {
		return pixels(xml).flatMap(p -> PixelSize.believed(micrometres(p, "X"), micrometres(p, "Y")));
	}

	private static double micrometres(final Element pixels, final String axis) {
		final double unit = switch (pixels.getAttribute("PhysicalSize" + axis + "Unit")) {
			case "", "\u00b5m", "\u03bcm", "um" -> 1;
			case "nm" -> 1e-3;
			case "\u00c5", "\u212b" -> 1e-4;
			case "mm" -> 1e3;
			case "cm" -> 1e4;
			case "m" -> 1e6;
			default -> Double.NaN;
		};
		try {
			return unit * Double.parseDouble(pixels.getAttribute("PhysicalSize" + axis));
		}
		catch (final NumberFormatException e) {
			return Double.NaN;
		}
	}

	private static Optional<Element> pixels(final String xml) {
		try {
			final DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
			factory.setNamespaceAware(true);
			factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
			factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
			final var builder = factory.newDocumentBuilder();
			builder.setErrorHandler(null);
			final Document document = builder.parse(new InputSource(new StringReader(xml)));
			final NodeList all = document.getElementsByTagNameNS("*", "Pixels");
			return all.getLength() == 0 ? Optional.empty() : Optional.of((Element) all.item(0));
		}
		catch (final SAXException | IOException | ParserConfigurationException e) {
			return Optional.empty(); // then Bio-Formats shall say what is wrong with it
		}
	}

	/** OME-XML of one colour image of 8 bits. */
	static String of(final int width, final int height, final Optional<PixelSize> size, final String name) {
		final String physical = size.map(s -> " PhysicalSizeX=\"" + s.x() + "\" PhysicalSizeXUnit=\"\u00b5m\" PhysicalSizeY=\"" + s.y() +
			"\" PhysicalSizeYUnit=\"\u00b5m\"").orElse("");
		final String plain = name.replaceAll("[\\p{Cntrl}<>&\"]", " ");
		return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\" " +
			"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://www.openmicroscopy.org/Schemas/OME/2016-06 " +
			"http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd\"><Image ID=\"Image:0\" Name=\"" + plain + "\"><Pixels ID=\"Pixels:0\" " +
			"DimensionOrder=\"XYCZT\" Type=\"uint8\" Interleaved=\"true\" SizeX=\"" + width + "\" SizeY=\"" + height +
			"\" SizeZ=\"1\" SizeC=\"3\" SizeT=\"1\"" + physical + "><Channel ID=\"Channel:0:0\" SamplesPerPixel=\"3\"/>" +
			"<TiffData IFD=\"0\" PlaneCount=\"1\"/></Pixels></Image></OME>";
	}
}
