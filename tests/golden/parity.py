"""How far `segue-trainer features` is from librosa on any files: one table (docs/measurements.md has one).

    cargo build -p segue-trainer
    python tests/golden/parity.py --table tracks.csv.gz --seed preprocessing.npz song.mp3 another.flac …

Each file is heard twice: the same 22 050 Hz samples (librosa's, through a float WAV and --raw-rate), and the file itself
through our own decoder and resampler. The published table of FMA-small gives the unit of the cepstral statistics, a
column's standard deviation over its tracks; the published study's preprocessing (models/seed/README.md) the embedding.
Needs librosa 0.11, pandas and soundfile; $SEGUE_TRAINER names another binary.
"""

import argparse
import os
import subprocess
import tempfile

import librosa
import numpy as np
import pandas
import soundfile

from make import HERE, SAMPLE_RATE, cepstral_stats, decibels, mel_power, mel_stats

TRAINER = os.environ.get("SEGUE_TRAINER", os.path.join(HERE, "..", "..", "target", "debug", "segue-trainer"))
STATIONS = ("mel_db", "mel_stats", "cepstral_stats", "seed_embedding")
STATISTICS = 46  # the last columns of the published table


def heard(path, out, *options):
    subprocess.run([TRAINER, "features", path, "--out", out, *options], check=True, stdout=subprocess.DEVNULL)
    return [np.load(os.path.join(out, name + ".npy")) for name in STATIONS]


def compare(path, out, deviation, seed):
    """Four worst differences on the same samples; mean and worst of the mel statistics from the file itself."""
    y, _ = librosa.load(path, sr=SAMPLE_RATE, mono=True)
    mel = decibels(mel_power(y)).T
    stats = mel_stats(mel)
    embedding = ((stats - seed["mean"]) / seed["scale"] - seed["pca_mean"]) @ seed["components"].T
    expected = (mel, stats, cepstral_stats(y), embedding)
    wav = os.path.join(out, "librosa.wav")
    soundfile.write(wav, y, SAMPLE_RATE, subtype="FLOAT")
    off = [np.abs(found - right) for found, right in zip(heard(wav, out, "--raw-rate"), expected, strict=True)]
    off[2] /= deviation
    # A decoder may give a few samples more or less at the end, and with them one segment.
    own = heard(path, out)[1]
    count = min(len(own), len(stats))
    own_off = np.abs(own[:count] - stats[:count])
    return [station.max() for station in off] + [own_off.mean(), own_off.max()]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--table", required=True, help="tracks.csv.gz: one row per track, 46 statistics")
    parser.add_argument("--seed", required=True, help="preprocessing.npz: mean, scale, pca_mean, components")
    args = parser.parse_args()
    deviation = pandas.read_csv(args.table).iloc[:, -STATISTICS:].std(ddof=0).to_numpy()
    seed = np.load(args.seed)

    print("| file | mel, dB | mel stats, dB | cepstral stats, SD | seed embedding | own decoder, mean dB | at worst |")
    print("|---|---|---|---|---|---|---|")
    rows = []
    for path in args.files:
        with tempfile.TemporaryDirectory() as out:
            rows.append(compare(path, out, deviation, seed))
        print(f"| {os.path.basename(path)} |", " | ".join(f"{value:.1e}" for value in rows[-1]), "|", flush=True)
    print("| worst |", " | ".join(f"{value:.1e}" for value in np.max(rows, axis=0)), "|")
