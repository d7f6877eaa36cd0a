/** The commands of the menu Radiographs. */
package io.github.encoderj.command.radiographs;
