"""Golden probabilities of models/fma-small: eight validation tracks, one per genre, through an independent reading of
the pack's files (struct, json, NumPy in float64). Run after the pack has been rebuilt:

    python tests/golden/fma_small.py ../shared/data/fma-small/tracks.csv.gz

Writes fma_small_rows.npy (8 × 46, numbers from the published table, CC BY 4.0, Defferrard et al., FMA, ISMIR 2017) and
fma_small_probabilities.npy (8 × 8, genres in alphabetical order).
"""

import csv
import gzip
import json
import pathlib
import struct
import sys

import numpy as np

HERE = pathlib.Path(__file__).parent
PACK = HERE / ".." / ".." / "models" / "fma-small"
ENVELOPE = 28  # bytes before the record
LOG_FLOOR = 1e-6


def pca(raw):
    """Log columns, mean, scale, centre, components (K × D), explained; each a u64 count and its numbers."""
    at, columns = ENVELOPE, []
    for letter in "Ifffff":
        (count,) = struct.unpack_from("<Q", raw, at)
        columns.append(np.array(struct.unpack_from(f"<{count}{letter}", raw, at + 8)))
        at += 8 + 4 * count
    assert at == len(raw)
    log, mean, scale, centre, components, _ = columns
    return log, mean, scale, centre, components.reshape(-1, len(mean))


def leaf(tree, row):
    at = 0 if tree["split_feature"] else -1
    while at >= 0:
        left = row[tree["split_feature"][at]] <= np.float32(tree["threshold"][at])
        at = tree["left" if left else "right"][at]
    return tree["leaf_value"][-1 - at]


def main(table):
    manifest = json.loads((PACK / "manifest.json").read_text())
    files = {file["role"]: PACK / file["name"] for file in manifest["files"]}
    log, mean, scale, centre, components = pca(files["pca"].read_bytes())
    forest = json.loads(files["forest"].read_text())
    chosen = {}
    with gzip.open(table, "rt", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            if row["split"] == "validation":
                chosen.setdefault(row["genre_top"], list(row.values())[6:])
    rows = np.array([chosen[genre] for genre in sorted(chosen)], dtype=np.float32)
    assert forest["genres"] == sorted(chosen)
    x = rows.astype(np.float64)
    x[:, log] = np.log(np.maximum(x[:, log], LOG_FLOOR))
    z = ((x - mean) / scale).astype(np.float32)
    inputs = np.hstack([z, ((z - centre) @ components.T).astype(np.float32)])
    genres = len(forest["genres"])
    scores = np.zeros((len(rows), genres))
    for number, tree in enumerate(forest["trees"]):
        scores[:, number % genres] += [leaf(tree, row) for row in inputs]
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    np.save(HERE / "fma_small_rows.npy", rows)
    np.save(HERE / "fma_small_probabilities.npy", (exponents / exponents.sum(axis=1, keepdims=True)).astype(np.float32))


if __name__ == "__main__":
    main(sys.argv[1])
