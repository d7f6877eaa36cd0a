/** The menu Encoders: the catalogue and the engine, features of pictures, and maps of what an encoder sees. */
package io.github.encoderj.command.encoders;
