package io.github.encoderj.command.encoders;

import java.net.URI;
import java.nio.file.Path;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.IJ;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.EncoderJCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.engine.Download;
import io.github.encoderj.encoder.engine.EngineReport;
import io.github.encoderj.encoder.engine.Natives;
import io.github.encoderj.metrics.Table;

/** What runs on what, why no GPU is used, and the engine's libraries on request. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Encoders>Engine Setup...", headless = true,
	description = "Says which engines run here, on which device and why not on a GPU, and installs PyTorch's native libraries on request.")
public class EngineSetup extends EncoderJCommand {

	@Parameter(label = "Install (.jar)", persist = false, description = "<html>Empty: only report.<br>A file: install PyTorch's native libraries from " +
		"this pytorch-native-cpu jar, version " + Natives.VERSION + " (42 to 112 MB, BSD licence).<br>The jar's address in a Maven repository " +
		"(http...): fetch it first; not from a macro.")
	private String install = "";

	@Override
	protected void work(final Progress progress) {
		final String what = install.trim();
		if (what.matches("https?://.*")) {
			Refusal.unless(!IJ.isMacro(), "install = %s: a macro never downloads anything. Run Engine Setup from the menu, or give a file.", what);
			final Path jar = Path.of(System.getProperty("java.io.tmpdir"), Natives.jarName());
			Download.fetch(URI.create(what), jar, progress.part(0, 0.6));
			Natives.ofUser().install(jar, progress.part(0.6, 0.9));
		}
		else if (!what.isEmpty()) Natives.ofUser().install(Path.of(what), progress.part(0, 0.9));
		progress.report("Starting the engines", 0.9);
		final Table table = new Table("engine", "version", "device", "runs", "remark");
		EngineReport.lines().forEach(l -> table.add().set("engine", l.engine()).set("version", l.version()).set("device", l.device()).set(
			"runs", l.runs()).set("remark", l.remark()));
		table.setAll("suite_version", Version.get());
		Show.table(table, title());
	}
}
