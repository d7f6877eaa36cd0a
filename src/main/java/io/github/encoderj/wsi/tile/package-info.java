/** Which square parts of a slide are encoded: grids by CLAM's and TRIDENT's conventions, and the contact sheet that shows them. */
package io.github.encoderj.wsi.tile;
