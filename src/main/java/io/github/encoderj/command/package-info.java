/**
 * The SciJava commands, one package a menu, each thin: read parameters, check them, call one facade, show the result; and the runner
 * that gives the same commands to ImageJ macros without Fiji.
 */
package io.github.encoderj.command;
