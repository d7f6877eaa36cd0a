#!/bin/sh
# Runs every macro of the folder macros on test-images, with little to learn from, and prints a table: macro, seconds (start of Java included),
# result (one line of its table). Several slides, patients and radiographs are made first, by the commands of File > Open Samples. What the
# macros write is left in target/macros. Arguments: names of macros, if not all are to run. JAVA_OPTS, MAVEN_OPTIONS: as for macro.sh.
set -eu
cd "$(dirname "$0")/../.."
out=target/macros
wanted=" $* "
rm -rf "$out"
mkdir -p "$out"
cat > "$out/samples.ijm" <<'MACRO'
run("EncoderJ Slide...", "folder=[target/macros/slides] number=10");
run("EncoderJ PET/CT", "output=[target/macros/patients] number=4");
run("EncoderJ Radiographs", "output=[target/macros/study] number=60 size=128");
MACRO
sh src/build/macro.sh "$out/samples.ijm" > "$out/samples.log" 2>&1

# MACRO ARGUMENT TABLE ROW COLUMNS: ROW is a regular expression for the wanted line of the table.
measure() {
    case "$wanted" in "  " | *" $1 "*) ;; *) return 0 ;; esac
    begin=$(date +%s.%N)
    if sh src/build/macro.sh "macros/$1.ijm" "$2" > "$out/$1.log" 2>&1; then
        python3 - "$1" "$begin" "$(date +%s.%N)" "$out/$3" "$4" "$5" <<'PYTHON'
import csv, re, sys
macro, begin, end, table, pattern, columns = sys.argv[1:]
with open(table, encoding="utf-8") as file:
    lines = [line for line in file if not line.startswith("#")]
rows = csv.DictReader(lines)
row = next(row for line, row in zip(lines[1:], rows) if re.search(pattern, line))
def short(text):
    try:
        return f"{float(text):.4g}"
    except ValueError:
        return text
result = ", ".join(f"{column} {short(row[column])}" for column in columns.split())
print(f"| {macro} | {float(end) - float(begin):.0f} | {result} |", flush=True)
PYTHON
    else
        echo "| $1 | | failed: $(tail -n 1 "$out/$1.log") |"
        failed=1
    fi
}

failed=0
echo "| macro | seconds | result |"
echo "|---|---|---|"
measure em_neuron_segmentation "test-images;$out/em;1;10" em/scores.csv ^neurons.tif "voi_sum arand"
measure em_protocol "test-images;$out/protocol;filterbank;1;1;10;6" protocol/scores.csv ^em, "voi_sum arand"
measure score_folders "test-images/em-test-labels.tif;$out/em/neurons.tif;$out/scores" scores/segmentations.csv ^neurons.tif \
    "definition voi_split voi_merge arand"
measure slide_features "test-images/slide.ome.tif;$out/features" features/encoding.csv ^slide "tiles tiles_per_second"
measure slide_classification "$out/slides/images;$out/slides/labels.csv;$out/slide-results;128;60;biopsy" slide-results/classifier_scores.csv \
    pooled,tumour, "auroc auroc_low auroc_high"
measure petct_patient "test-images/petct;$out/petct;filterbank" petct/suv.csv "" "units slices suv_max"
measure petct_segmentation "$out/patients;$out/lesions;;;;;1.5;2;20;24" lesions/head_scores.csv ^mean, "dice"
measure radiographs "$out/study;$out/radiographs" radiographs/head.csv mean,.*,macro, "auroc auroc_low auroc_high"
exit $failed
