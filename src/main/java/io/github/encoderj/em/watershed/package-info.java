/**
 * Fragments: the many small pieces that agglomeration joins. The affinity watershed of waterz, gap-free fragments by a watershed on
 * the smoothed mean affinity, fragments section by section, and the flooding and labelling that they share. Array order z, y, x.
 */
package io.github.encoderj.em.watershed;
