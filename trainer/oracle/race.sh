#!/usr/bin/env bash
# Trainer against Python, end to end, in turns: race.sh CLIPS [TURNS]
# CLIPS holds labels.csv and the clips. SEGUE names the trainer (target/release/segue-trainer), PYTHON the Python.
# Python runs twice in each turn, with one LightGBM thread and with all; the faster one is what the trainer is held against.
set -euo pipefail
clips=$1 turns=${2:-3}
segue=${SEGUE:-target/release/segue-trainer} python=${PYTHON:-python}
oracle=$(dirname "$0")/labelled_clips.py
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Wall-clock seconds and CPU seconds (user and system, children included) of one command.
timed() {
    local TIMEFORMAT='%R %U %S'
    { time "$@" > "$work/said" 2>&1; } 2>&1 | awk '{ print $1, $2 + $3 }'
}
for turn in $(seq "$turns"); do
    rm -rf "$work/features" "$work/fit"
    extract=$(timed "$segue" extract "$clips" --out "$work/features")
    fit=$(timed "$segue" fit "$work/features" --out "$work/fit")
    one=$(LIGHTGBM_THREADS=1 OMP_NUM_THREADS=1 timed "$python" "$oracle" "$clips" "$work/fit/report.json")
    all=$(timed "$python" "$oracle" "$clips" "$work/fit/report.json")
    cat "$work/said"
    echo "$extract $fit $one $all" | awk -v turn="$turn" '{
        best = $5 < $7 ? 5 : 7
        printf "turn %d, wall s: extract %.1f + fit %.1f = %.1f; Python, one thread %.1f, all %.1f: %.1f times\n",
            turn, $1, $3, $1 + $3, $5, $7, $best / ($1 + $3)
        printf "turn %d, CPU s:  extract %.1f + fit %.1f = %.1f; Python, one thread %.1f, all %.1f: %.1f times\n",
            turn, $2, $4, $2 + $4, $6, $8, ($6 < $8 ? $6 : $8) / ($2 + $4)
    }'
done
