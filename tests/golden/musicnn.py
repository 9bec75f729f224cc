"""Golden tags and embeddings: what the reference says about the song of make.py. Run when the network's front-end changes:

    pip install librosa==0.11.0 soundfile
    python tests/golden/musicnn.py ../shared            # writes musicnn_*.npy
    python tests/golden/musicnn.py ../shared --check    # fails if they differ from what is there

The reference is musicnn_oracle.py, a forward pass of MSD_musicnn in NumPy with the published weights; both lie in the
shared folder, not in this repository.
"""

import os
import sys
import tempfile

import numpy as np
import soundfile

from make import HERE, song

SECONDS = 6.5  # two patches, and a rest that nobody listens to
FILE_RATE = 44_100


def golden(oracle):
    """File name → array."""
    found = {}
    for rate in (16_000, FILE_RATE):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "song.wav")
            soundfile.write(path, song(int(SECONDS * rate), rate), rate, subtype="FLOAT")
            heard = [oracle.forward(patch) for patch in oracle.patches(path)]
        found[f"musicnn_{rate}_tags"] = [tags for tags, _ in heard]
        if rate != FILE_RATE:
            found[f"musicnn_{rate}_embeddings"] = [embedding for _, embedding in heard]
    return {name: np.ascontiguousarray(array, np.float32) for name, array in found.items()}


if __name__ == "__main__":
    sys.path.insert(0, os.path.join(sys.argv[1], "reference"))
    import musicnn_oracle

    differing = []
    for name, array in golden(musicnn_oracle).items():
        path = os.path.join(HERE, name + ".npy")
        if "--check" not in sys.argv:
            np.save(path, array)
            print(name, array.shape)
        elif not np.allclose(np.load(path), array, atol=1e-5):
            differing.append(name)
    sys.exit(f"differ: {', '.join(differing)}" if differing else 0)
