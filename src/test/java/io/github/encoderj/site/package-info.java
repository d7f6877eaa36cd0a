/** The update site: how its folder is built, compared with what Fiji ships, and checked as ImageJ's updater would. */
package io.github.encoderj.site;
