package io.github.encoderj.command.encoders;

import java.nio.file.Path;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.EncoderJCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.Catalogue;
import io.github.encoderj.metrics.Table;

/** The catalogue of encoders: lists, adds and removes. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Encoders>Manage Encoders...", headless = true,
	description = "Lists the encoders by name, and adds or removes the folder of one. Nothing is ever downloaded.")
public class ManageEncoders extends EncoderJCommand {

	@Parameter(label = "Folder to add", persist = false, description = "<html>A weights folder as its publisher made it: config.json, " +
		"model.safetensors and so on.<br>Empty: none is added.")
	private String add = "";

	@AppliesIf("add given")
	@Parameter(label = "Name for it", persist = false, description = "Name of the encoder that is added; empty: as it is called there.")
	private String name = "";

	@Parameter(label = "Name to remove", persist = false, description = "Name of the encoder that is taken out of the catalogue; its files stay.")
	private String remove = "";

	@Override
	protected void work(final Progress progress) {
		Refusal.unless(name.isBlank() || !add.isBlank(), "name = %s: there is no folder to add under this name. Give add as well.", name);
		final Catalogue catalogue = Catalogue.ofUser();
		if (!remove.isBlank()) catalogue.remove(remove.trim());
		progress.report("Looking into the folder", 0.2);
		if (!add.isBlank()) catalogue.add(name, Path.of(add.trim()));
		final Table table = new Table("name", "family", "patch", "width", "folder", "sha256", "note");
		catalogue.entries().forEach(e -> table.add().set("name", e.name()).set("family", e.family()).set("patch", e.patch()).set("width", e
			.width()).set("folder", e.folder().map(Path::toString).orElse("")).set("sha256", e.sha256()).set("note", e.note()));
		table.setAll("version", Version.get());
		Show.table(table, title());
	}
}
