package io.github.encoderj.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.command.CommandService;
import org.scijava.module.MethodCallException;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;
import org.scijava.module.MutableModule;
import org.scijava.widget.Button;

import ij.Macro;
import ij.io.OpenDialog;
import io.github.encoderj.command.em.TrainAffinities;

class BrowseButtonTest {

	private final Context context = new Context(CommandService.class, ModuleService.class, StatusService.class);
	private final MutableModule command = (MutableModule) context.service(ModuleService.class).createModule(context.service(
		CommandService.class).getCommand(TrainAffinities.class));
	private final List<String> asked = new ArrayList<>();
	private final String before = OpenDialog.getDefaultDirectory();

	@BeforeEach
	void initialize() throws Exception {
		OpenDialog.setDefaultDirectory("/last/used/");
		command.initialize();
	}

	@AfterEach
	void restore() {
		OpenDialog.setDefaultDirectory(before);
		context.dispose();
	}

	@Test
	void aDialogWithoutAScreenGetsNone() {
		assertEquals(List.of(), buttons());
	}

	@Test
	void fillsItsFieldFromTheFolderUsedLast() throws Exception {
		CommandDialog.of(command, (title, save, folder) -> {
			asked.add(title + " " + save + " " + folder);
			return Optional.of(new File("/data/stack.tif"));
		});
		assertEquals(List.of("browseinput", "browselabels", "browseencoder", "browsecache", "browseoutput"), buttons().stream().map(
			ModuleItem::getName).toList());
		for (final ModuleItem<?> button : buttons()) button.callback(command);
		assertEquals("/data/stack.tif", command.getInput("labels"));
		assertEquals(List.of("Image false /last/used/", "Labels false /data/", "Encoder false /data/", "Cache folder false /data/",
			"Head file (.safetensors) true /data/"), asked);
	}

	@Test
	void leavesTheFieldWhenTheUserCancels() throws Exception {
		CommandDialog.of(command, (title, save, folder) -> Optional.empty());
		for (final ModuleItem<?> button : buttons()) button.callback(command);
		assertEquals("", command.getInput("input"));
		assertEquals("/last/used/", OpenDialog.getDefaultDirectory());
	}

	@Test
	void isNothingThatAScriptMustGive() {
		command.resolveInput("labels");
		CommandDialog.of(command, (title, save, folder) -> Optional.empty());
		assertEquals(4, buttons().size(), "labels came from a script");
		for (final ModuleItem<?> button : buttons()) {
			assertFalse(button.isRequired());
			assertFalse(button.isPersisted());
			assertNull(command.getInput(button.getName()), "the recorder leaves out what has no value");
		}
	}

	@Test
	void inAMacroWithOptionsNothingIsLeftToAsk() throws Exception {
		assertFalse(command.isInputResolved("epochs"));
		final Thread macro = new Thread(() -> {
			Macro.setOptions("input=[a.tif] ");
			try {
				command.initialize();
			}
			catch (final MethodCallException e) {
				throw new IllegalStateException(e);
			}
		}, "Run$_Macro$");
		macro.start();
		macro.join();
		assertTrue(command.isInputResolved("epochs"));
		assertTrue(command.isInputResolved("overwrite"));
	}

	private List<ModuleItem<?>> buttons() {
		final List<ModuleItem<?>> buttons = new ArrayList<>();
		StreamSupport.stream(command.getInfo().inputs().spliterator(), false).filter(item -> item.getType() == Button.class).forEach(
			buttons::add);
		return buttons;
	}
}
