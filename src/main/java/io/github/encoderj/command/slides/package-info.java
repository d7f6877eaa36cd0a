/** The commands of the menu Slides. */
package io.github.encoderj.command.slides;
