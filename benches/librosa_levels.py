"""Median milliseconds that librosa takes for the mel levels of a file of f32 samples: librosa_levels.py MONO.f32"""

import statistics
import sys
import time

import librosa
import numpy as np

samples = np.fromfile(sys.argv[1], np.float32)


def levels():
    begin = time.perf_counter()
    librosa.power_to_db(librosa.feature.melspectrogram(y=samples, sr=22_050), ref=1.0, amin=1e-10, top_db=80.0)
    return 1e3 * (time.perf_counter() - begin)


levels()  # compiled and planned
print(statistics.median(levels() for _ in range(15)))
