"""The published pipeline in Python, to be compared with `segue-trainer extract` and `segue-trainer fit`.

    python labelled_clips.py FOLDER REPORT

FOLDER holds labels.csv and the clips; REPORT is the report.json that `segue-trainer fit` wrote for the same folder, whose
folds are used; as the trainer, it ends with a model of all clips. Prints accuracy of segments and songs of both, and the time
that Python takes, decoding included; `time` tells that of the trainer.
Needs librosa 0.11, scikit-learn, lightgbm, numpy. All cores are used, as the trainer does.
"""

import csv
import json
import os
import resource
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor

import librosa
import lightgbm
import numpy as np
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

FRAMES_PER_SEGMENT = 129
COMPONENTS = 100
# Two threads that wait for each other on a busy machine burn more time than one takes.
THREADS = int(os.environ.get("LIGHTGBM_THREADS", os.cpu_count()))


def mel_stats(path):
    """(S, 256): mean and population deviation of every mel band in dB over each segment."""
    samples, rate = librosa.load(path, sr=22_050, mono=True)
    power = librosa.feature.melspectrogram(y=samples, sr=rate)
    mel = librosa.power_to_db(power, ref=1.0, amin=1e-10, top_db=80.0).T
    parts = np.array_split(mel, max(1, len(mel) // FRAMES_PER_SEGMENT))
    return np.array([np.r_[part.mean(0), part.std(0)] for part in parts], dtype=np.float32)


def fitted(fit, labels):
    """Standardiser, axes and trees, by the published settings."""
    scaler = StandardScaler().fit(fit)
    pca = PCA(COMPONENTS, random_state=1).fit(scaler.transform(fit))
    model = lightgbm.LGBMClassifier(
        n_estimators=200, num_leaves=31, reg_alpha=1.5, reg_lambda=0.1, random_state=1, verbose=-1, n_jobs=THREADS
    )
    model.fit(pca.transform(scaler.transform(fit)), labels)
    return scaler, pca, model


def probabilities(fit, labels, ask):
    """Of the rows to ask, by what is fitted on others."""
    scaler, pca, model = fitted(fit, labels)
    return model.predict_proba(pca.transform(scaler.transform(ask))), model.classes_


def cpu():
    """Seconds of all cores so far, those of finished worker processes included."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)


def main(folder, report):
    """Extracts, then asks about every fold."""
    warnings.filterwarnings("ignore", message="X does not have valid feature names")
    begin = time.perf_counter()
    with open(os.path.join(folder, "labels.csv"), newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    with ProcessPoolExecutor() as pool:
        stats = list(pool.map(mel_stats, [os.path.join(folder, row["path"]) for row in rows], chunksize=4))
    extracted, extracted_cpu = time.perf_counter(), cpu()

    genres = np.array([row["genre"] for row in rows])
    track_of = np.repeat(np.arange(len(rows)), [len(part) for part in stats])
    segments = np.concatenate(stats)
    right, songs_right, songs = 0, 0, 0
    for asked in report["evaluation"]["asked"]:
        # Tracks are numbered by row, from 1.
        ask = np.isin(track_of, np.array(asked) - 1)
        p, classes = probabilities(segments[~ask], genres[track_of[~ask]], segments[ask])
        right += np.sum(classes[p.argmax(1)] == genres[track_of[ask]])
        for track in np.unique(track_of[ask]):
            mean = p[track_of[ask] == track].mean(0)
            songs_right += classes[mean.argmax()] == genres[track]
            songs += 1
    fitted(segments, genres[track_of])  # the model to keep, which the trainer writes too
    end = time.perf_counter()

    trainer = report["evaluation"]
    print(f"{len(segments)} segments, {songs} songs, {len(trainer['asked'])} folds")
    print(f"Python   segments {100 * right / len(segments):.2f} %   songs {100 * songs_right / songs:.2f} %")
    print(f"trainer  segments {100 * trainer['segments']['accuracy']:.2f} %   songs {100 * trainer['songs']['accuracy']:.2f} %")
    print(f"Python   extract {extracted - begin:.1f} s, fit {end - extracted:.1f} s, both {end - begin:.1f} s")
    print(f"Python   extract {extracted_cpu:.1f} s, fit {cpu() - extracted_cpu:.1f} s of all cores together")


if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8") as file:
        main(sys.argv[1], json.load(file))
