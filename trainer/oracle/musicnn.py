"""How far the network in models/musicnn is from the published one, on any clips (models/musicnn/README.md has a table).

    cargo build -p segue-trainer
    python trainer/oracle/musicnn.py ../shared ../shared/data/fma-small/clips/*.mp3

The shared folder holds the reference (reference/musicnn_oracle.py) and its weights; neither is in this repository. Every
clip is heard by the reference; by `segue-trainer features --network` from the very same 16 kHz samples, through a float
WAV; by it at the clip's own rate as librosa decodes it, through a float WAV and its own resampler; and by it from the clip
itself, through its own decoder. For comparison the reference is asked again with all of its kernels rounded to half
precision, and to 8 bits with a scale per output.
Prints largest differences of any tag, of any number of the embedding, and of any tag of a song (the mean of its patches),
and how often the likeliest tag stays the same.
Needs librosa 0.11, numpy and soundfile; $SEGUE_TRAINER names another binary.
"""

import os
import subprocess
import sys
import tempfile

import librosa
import numpy as np
import soundfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
TRAINER = os.environ.get("SEGUE_TRAINER", os.path.join(ROOT, "target", "debug", "segue-trainer"))
RATE = 16_000


def half(kernel):
    return kernel.astype(np.float16).astype(np.float32)


def eight_bits(kernel):
    """A scale per output, which is the last axis."""
    scale = np.abs(kernel).max(axis=tuple(range(kernel.ndim - 1)), keepdims=True) / 127
    return np.round(kernel / np.maximum(scale, 1e-30)) * scale


class Reference:
    """The published network, its kernels as they are or rounded."""

    def __init__(self, oracle, rounding=None):
        self.oracle, self.weights = oracle, dict(oracle.WEIGHTS)
        if rounding:
            for name in self.weights:
                if name.endswith("/kernel"):
                    self.weights[name] = rounding(self.weights[name]).astype(np.float32)

    def listen(self, patches):
        self.oracle.WEIGHTS = self.weights
        heard = [self.oracle.forward(patch) for patch in patches]
        return [np.array(station) for station in zip(*heard)]


def trainer(path, folder):
    command = [TRAINER, "features", path, "--network", os.path.join(ROOT, "models", "musicnn"), "--out", folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return [np.load(os.path.join(folder, name + ".npy")) for name in ("tags", "network_embedding")]


def compare(found, expected):
    """Largest difference of a tag, of the embedding, of a song's tag; is the song's likeliest tag the same? And patches."""
    # A decoder may give a few samples more or less at the end, and with them one patch.
    count = min(len(found[0]), len(expected[0]))
    tags, embedding = (np.abs(a[:count] - b[:count]).max() for a, b in zip(found, expected))
    songs = [heard[0][:count].mean(0) for heard in (found, expected)]
    patches = (found[0][:count].argmax(1) == expected[0][:count].argmax(1)).sum()
    return tags, embedding, np.abs(songs[0] - songs[1]).max(), songs[0].argmax() == songs[1].argmax(), patches, count


if __name__ == "__main__":
    sys.path.insert(0, os.path.join(sys.argv[1], "reference"))
    import musicnn_oracle as oracle

    published, rounded = Reference(oracle), [Reference(oracle, half), Reference(oracle, eight_bits)]
    ways = (
        "segue-trainer, the same samples",
        "segue-trainer, the same file",
        "segue-trainer, its own decoder",
        "reference, all in half precision",
        "reference, 8 bits",
    )
    rows = {way: [] for way in ways}
    for path in sys.argv[2:]:
        with tempfile.TemporaryDirectory() as folder:
            same, decoded = (os.path.join(folder, name) for name in ("same.wav", "decoded.wav"))
            soundfile.write(same, librosa.load(path, sr=RATE, mono=True)[0], RATE, subtype="FLOAT")
            samples, rate = librosa.load(path, sr=None, mono=False)
            soundfile.write(decoded, samples.T, rate, subtype="FLOAT")
            patches = oracle.patches(same)
            expected = published.listen(patches)
            heard = [trainer(file, folder) for file in (same, decoded, path)]
            heard += [way.listen(patches) for way in rounded]
        for way, found in zip(ways, heard, strict=True):
            rows[way].append(compare(found, expected))
    print(f"{len(sys.argv) - 2} clips")
    print("| | largest difference of a tag | of the embedding | of a song's tag | same first tag, songs | patches |")
    print("|---|---|---|---|---|---|")
    for way, row in rows.items():
        tags, embedding, song, same, patches, count = zip(*row)
        worst = " | ".join(f"{max(off):.1e}" for off in (tags, embedding, song))
        print(f"| {way} | {worst} | {sum(same)} of {len(same)} | {sum(patches)} of {sum(count)} |")
