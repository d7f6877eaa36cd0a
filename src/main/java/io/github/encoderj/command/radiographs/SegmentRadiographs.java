package io.github.encoderj.command.radiographs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import ij.ImagePlus;
import ij.process.ColorProcessor;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.Blend;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.Figure;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.Show;
import io.github.encoderj.cxr.Radiograph;
import io.github.encoderj.cxr.ResearchNote;
import io.github.encoderj.cxr.segmentation.RadiographSegmentation;
import io.github.encoderj.cxr.segmentation.Structures;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.image.FilePair;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Natural;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.metrics.Table;

/** Segments structures on radiographs with a trained head. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Radiographs>Segment Radiographs...", headless = true,
	description = "Finds structures on radiographs with a trained head: label images of the radiographs' size, and overlays. For research, " +
		"not for diagnosis.")
public class SegmentRadiographs extends DeviceCommand {

	private static final Logger LOG = LoggerFactory.getLogger(SegmentRadiographs.class);

	@Parameter(label = "Radiographs", persist = false, description = "<html>A folder, a file, or the title of an open image." +
		"<br>Empty: the active image.")
	private String input = "";

	@Parameter(label = "Head file (.safetensors)", persist = false, description = "A head that Train Radiograph Segmentation wrote.")
	private String head = "";

	@Parameter(label = "Output folder", persist = false, description = "<html>Where to write labels, overlays and structures.csv; it is made if " +
		"it is not there.<br>Empty: a single radiograph is only shown.")
	private String output = "";

	@Parameter(label = "Encoder", persist = false, description = "<html>Empty: the encoder that the head was trained on, by its name. Else its " +
		"name or folder.")
	private String encoder = "";

	@AppliesIf("output given")
	@Parameter(label = "Overwrite", persist = false, description = "Off: radiographs whose label image exists are skipped.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "Overlay")
	private ImagePlus overlay;

	@Parameter(type = ItemIO.OUTPUT, label = "Structures")
	private ImagePlus labels;

	@Override
	protected void work(final Progress progress) {
		final Head trained = Head.read(Path.of(head.trim()), RadiographSegmentation.TYPE);
		final Optional<Path> folder = folder();
		final List<Pictures.Source> sources = sources();
		Refusal.unless(folder.isPresent() || sources.size() == 1, "output is empty: %d radiographs are not shown but written. Name a folder.",
			sources.size());
		final String used = TorchEngine.deviceName(device);
		final Table table = new Table("case", "structure", "pixels", "area", "unit", "note");
		Parallel.withThreads(threads, () -> {
			try (Encoder opened = SegmentationEncoder.of(trained, head, encoder, device, threads);
					RadiographSegmentation segmentation = RadiographSegmentation.open(opened, trained, head, device, threads))
			{
				for (int i = 0; i < sources.size(); i++) {
					progress.check();
					progress.report("Segmenting " + sources.get(i).name(), (double) i / sources.size());
					one(sources.get(i), sources.size() == 1, folder, segmentation, trained, table);
				}
			}
			return null;
		});
		table.setAll("decoder", trained.metadata().get("setting.decoder")).setAll("encoder", trained.encoder()).setAll("device", used).setAll(
			"version", Version.get()).setAll("use", ResearchNote.TEXT);
		folder.ifPresent(f -> table.writeCsv(f.resolve("structures.csv")));
		Show.table(table, title());
	}

	private List<Pictures.Source> sources() {
		final boolean open = input.isBlank() || ij.WindowManager.getImage(input.trim()) != null;
		if (!open) {
			final Path path = Path.of(input.trim());
			Refusal.unless(Files.exists(path), "input = %s: there is no such image, file or folder. Check the name.", input);
			if (FilePair.isFolder(path)) return Natural.files(path, f -> true).stream().map(SegmentRadiographs::source).toList();
			return List.of(source(path));
		}
		final Volume<?> image = ImageInput.image("input", input);
		return List.of(new Pictures.Source(image.name(), () -> Radiograph.grey(image)));
	}

	private static Pictures.Source source(final Path file) {
		return new Pictures.Source(file.getFileName().toString(), () -> Radiograph.read(file));
	}

	private Optional<Path> folder() {
		if (output.isBlank()) return Optional.empty();
		final Path folder = Path.of(output.trim());
		final Path above = folder.toAbsolutePath().getParent();
		Refusal.unless(above != null && Files.isDirectory(above), "output = %s: the folder %s does not exist. Create it first.", output, above);
		Refusal.unless(!Files.exists(folder) || Files.isDirectory(folder), "output = %s: this is a file. Give the name of a folder.", output);
		Refusal.unless(Files.isWritable(Files.exists(folder) ? folder : above), "output = %s: nothing may be written there. Choose another " +
			"folder.", output);
		return Optional.of(folder);
	}

	private void one(final Pictures.Source source, final boolean single, final Optional<Path> folder, final RadiographSegmentation segmentation,
		final Head trained, final Table table)
	{
		final String name = source.name().replaceFirst("(?i)(\\.nii\\.gz|\\.ome\\.tiff?|\\.[a-z][a-z0-9]*)$", "");
		final Optional<Path> file = folder.map(f -> f.resolve("labels").resolve(name + ".png"));
		if (!overwrite && file.map(Files::exists).orElse(false)) {
			table.add().set("case", name).set("structure", "").set("note", "kept");
			return;
		}
		final Volume<?> radiograph;
		final Structures found;
		try {
			radiograph = source.volume().get();
			found = segmentation.segment(radiograph);
		}
		catch (final Refusal e) {
			if (single) throw new Refusal("input: " + e.getMessage(), e);
			LOG.warn("{}: {}", name, e.getMessage());
			table.add().set("case", name).set("structure", "").set("note", e.getMessage());
			return;
		}
		measure(name, found, radiograph.geometry(), table);
		final Volume<?> picture = volume(found, radiograph, name);
		final Figure figure = figure(name, radiograph, found, trained);
		folder.ifPresent(f -> {
			create(f.resolve("labels"));
			create(f.resolve("overlays"));
			figure.write(f.resolve("overlays").resolve(name + ".png"));
			if (!segmentation.exclusive()) masks(f, name, found, radiograph);
			ImageFiles.write(picture, file.get()); // last: it marks the radiograph as done
		});
		if (!single) return;
		labels = Show.labels(ImagePlusAdapter.toImagePlus(picture));
		overlay = Show.image(new ImagePlus("Overlay of " + name, new ColorProcessor(figure.draw())));
	}

	private static void measure(final String name, final Structures found, final Geometry geometry, final Table table) {
		final double pixel = geometry.x() * geometry.y();
		for (int s = 0; s < found.names().size(); s++) {
			int size = 0;
			for (final boolean in : found.masks().get(s)) if (in) size++;
			table.add().set("case", name).set("structure", found.names().get(s)).set("pixels", size).set("area", size * pixel).set("unit", geometry
				.calibrated() ? geometry.unit() + "^2" : "pixels").set("note", size == 0 ? "not found" : "");
		}
	}

	private static Volume<?> volume(final Structures found, final Volume<?> radiograph, final String name) {
		final int[] numbers = found.labels();
		if (found.names().size() > 255) return Volume.ofLabels(numbers, found.columns(), found.rows(), 1, radiograph.geometry(), name);
		final byte[] bytes = new byte[numbers.length];
		for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) numbers[i];
		return Volume.of(bytes, found.columns(), found.rows(), 1, radiograph.geometry(), name);
	}

	/** Where structures overlap, a label image cannot hold them all: a mask of each. */
	private static void masks(final Path folder, final String name, final Structures found, final Volume<?> radiograph) {
		for (int s = 0; s < found.names().size(); s++) {
			final Path own = folder.resolve("masks").resolve(found.names().get(s));
			create(own);
			final boolean[] mask = found.masks().get(s);
			final byte[] bytes = new byte[mask.length];
			for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (mask[i] ? 255 : 0);
			ImageFiles.write(Volume.of(bytes, found.columns(), found.rows(), 1, radiograph.geometry(), name), own.resolve(name + ".png"));
		}
	}

	private static Figure figure(final String name, final Volume<?> radiograph, final Structures found, final Head trained) {
		final Figure figure = new Figure().add(new Figure.Panel(name, Blend.grey(radiograph), radiograph.geometry(), List.of())).add(
			new Figure.Panel("structures", Blend.labels(Blend.grey(radiograph), found.labels()), radiograph.geometry(), List.of()));
		for (int s = 0; s < found.names().size(); s++) figure.key(new Figure.Key(Blend.colour(s + 1), found.names().get(s).replace('_', ' ')));
		return figure.line("Encoder " + trained.encoder() + ", decoder " + trained.metadata().get("setting.decoder") + "; " + ResearchNote.TEXT);
	}

	private static void create(final Path folder) {
		try {
			Files.createDirectories(folder);
		}
		catch (final IOException e) {
			throw new Refusal("output: the folder " + folder + " could not be made: " + e.getMessage() + ". Choose another folder.", e);
		}
	}
}
