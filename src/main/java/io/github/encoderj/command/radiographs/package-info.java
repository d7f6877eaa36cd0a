/** The menu Radiographs: thin commands over the room cxr. */
package io.github.encoderj.command.radiographs;
