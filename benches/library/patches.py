"""Patches and what the reference says about them: python patches.py ../../../shared FOLDER SONG..."""

import os
import sys

import numpy as np

shared, folder, *songs = sys.argv[1:]
sys.path.insert(0, os.path.join(shared, "reference"))
import musicnn_oracle as oracle

patches = np.concatenate([oracle.patches(song) for song in songs]).astype(np.float32)
os.makedirs(folder, exist_ok=True)
np.save(os.path.join(folder, "patches.npy"), patches)
np.save(os.path.join(folder, "tags.npy"), np.array([oracle.forward(patch)[0] for patch in patches], np.float32))
print(len(patches), "patches")
