"""How far `segue-trainer features` is from librosa on any files: a table, made by hand.

    cargo build -p segue-trainer
    python tests/golden/parity.py song.mp3 another.flac …

For each file twice: the same 22 050 Hz samples (librosa's, through a float WAV and --raw-rate), and the file itself
through our own decoder and resampler. Needs librosa 0.11 and soundfile; $SEGUE_TRAINER names another binary.
"""

import os
import subprocess
import sys
import tempfile

import librosa
import numpy as np
import soundfile

from make import SAMPLE_RATE, cepstral_stats, decibels, mel_power, mel_stats

HERE = os.path.dirname(os.path.abspath(__file__))
TRAINER = os.environ.get("SEGUE_TRAINER", os.path.join(HERE, "..", "..", "target", "debug", "segue-trainer"))


def heard(path, out, *options):
    subprocess.run([TRAINER, "features", path, "--out", out, *options], check=True, stdout=subprocess.DEVNULL)
    return {name: np.load(os.path.join(out, name + ".npy")) for name in ("mel_db", "mel_stats", "cepstral_stats")}


def compare(path, out):
    y, _ = librosa.load(path, sr=SAMPLE_RATE, mono=True)
    mel = decibels(mel_power(y)).T
    stats, cepstral = mel_stats(mel), cepstral_stats(y)
    wav = os.path.join(out, "librosa.wav")
    soundfile.write(wav, y, SAMPLE_RATE, subtype="FLOAT")
    same, own = heard(wav, out, "--raw-rate"), heard(path, out)
    relative = np.abs(same["cepstral_stats"] - cepstral) / np.maximum(np.abs(cepstral), 1e-9)
    line = [np.abs(same["mel_db"] - mel).max(), np.abs(same["mel_stats"] - stats).max(), relative.max()]
    if own["mel_stats"].shape == stats.shape:
        off = np.abs(own["mel_stats"] - stats)
        line += [off.mean(), off.max()]
    return line


if __name__ == "__main__":
    print(f"{'':32}| same samples: mel dB, mel stats, cepstral (relative) | own decoder: mel stats mean, worst")
    for path in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as out:
            print(f"{os.path.basename(path)[:30]:32}", *(f"{value:10.6f}" for value in compare(path, out)))
