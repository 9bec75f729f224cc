"""Golden vectors: what librosa and soxr say about a song that anybody can compute.

    pip install librosa==0.11.0
    python tests/golden/make.py            # writes tests/golden/*.npy
    python tests/golden/make.py --check    # fails if they differ from what is there

The song is integer arithmetic (see `song` here and in tests/support/song.rs), so both languages hear the same samples
to the last bit and no sound has to be stored.
"""

import os
import sys

import librosa
import numpy as np
import soxr

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE_RATE, N_FFT, HOP, BANDS = 22_050, 2048, 512, 128
SEGMENT, WINDOW = 129, 1292
EVERY_FRAME = 10  # of the per-frame stations, only every tenth frame is kept
EVERY_SAMPLE = 7  # of resampled sound, every seventh sample
RATES = (8_000, 11_025, 44_100, 44_101, 48_000, 96_000)
HEARD_SECONDS = 7  # of the song from a file's samples to its statistics
NOTES = (110, 220, 165, 330, 147, 440, 98, 247)


def song(count, rate):
    """A saw that walks through eight notes over noise, with a hush and a whisper; soft, then louder, then loud."""
    beat, phase, seed = rate // 4, 0, 1
    out = np.empty(count, np.float32)
    for i in range(count):
        step, position = divmod(i, beat)
        phase = (phase + NOTES[step % 8] * (2**32 // rate)) % 2**32
        seed = (seed * 1_664_525 + 1_013_904_223) % 2**32
        fade = 65_535 - position * 65_535 // beat
        saw = (((phase >> 16) - 32_768) * fade) >> 17
        noise = (((seed >> 16) - 32_768) * (fade >> 3)) >> 17
        softer = 4 if i < count // 2 else 2 if i < count * 6 // 7 else 0
        if step % 16 == 9:
            softer = 15
        hush = step % 16 == 10
        out[i] = 0 if hush else ((saw + noise) >> softer) / 32_768
    return out


def mel_power(y):
    return librosa.feature.melspectrogram(y=y, sr=SAMPLE_RATE, n_fft=N_FFT, hop_length=HOP, n_mels=BANDS)


def decibels(power):
    return librosa.power_to_db(power, ref=1.0, amin=1e-10, top_db=80.0)


def mel_stats(mel):
    parts = np.array_split(mel, max(1, len(mel) // SEGMENT), axis=0)
    return np.array([np.r_[part.mean(0), part.std(0)] for part in parts])


def shapes(y):
    """(3, T): zero-crossing rate, centroid, rolloff."""
    magnitude = np.abs(librosa.stft(y, n_fft=N_FFT, hop_length=HOP))
    return np.vstack(
        [
            librosa.feature.zero_crossing_rate(y, frame_length=N_FFT, hop_length=HOP),
            librosa.feature.spectral_centroid(S=magnitude, sr=SAMPLE_RATE),
            librosa.feature.spectral_rolloff(S=magnitude, sr=SAMPLE_RATE),
        ]
    )


def cepstral_stats(y):
    """One row per window; a window is a clip of its own, with its own peak for the 80 dB."""
    power, shape = mel_power(y), shapes(y)
    frames = power.shape[1]
    count = 1 + max(0, frames - WINDOW) // SEGMENT
    length = frames if count == 1 else WINDOW
    rows = []
    for start in range(0, count * SEGMENT, SEGMENT):
        window = slice(start, start + length)
        mfcc = librosa.feature.mfcc(S=decibels(power[:, window]), n_mfcc=20)
        s = shape[:, window]
        rows.append(np.r_[np.c_[s.mean(1), s.var(1)].ravel(), mfcc.mean(1), mfcc.var(1)])
    return np.array(rows)


def librosa_load(channels, rate):
    """What `librosa.load` makes of a file with these channels: their mean, then soxr's HQ."""
    return soxr.resample(np.mean(channels, axis=0), rate, SAMPLE_RATE, quality="HQ")


def golden():
    """File name → array."""
    short, long = song(7 * SAMPLE_RATE, SAMPLE_RATE), song(35 * SAMPLE_RATE, SAMPLE_RATE)
    mel = decibels(mel_power(short)).T
    found = {
        "filterbank": librosa.filters.mel(sr=SAMPLE_RATE, n_fft=N_FFT, n_mels=BANDS).sum(1),
        "short_mel_db": mel[::EVERY_FRAME],
        "short_mel_stats": mel_stats(mel),
        "short_cepstral_stats": cepstral_stats(short),
        "long_mel_stats": mel_stats(decibels(mel_power(long)).T),
        "long_cepstral_stats": cepstral_stats(long),
    }
    for rate in RATES:
        found[f"resampled_{rate}"] = librosa_load([song(rate, rate)], rate)[::EVERY_SAMPLE]
    mono, left = (song(HEARD_SECONDS * rate, rate) for rate in (48_000, 44_100))
    for name, channels, rate in (("48000_mono", [mono], 48_000), ("44100_stereo", [left, left[::-1]], 44_100)):
        y = librosa_load(channels, rate)
        found[f"heard_{name}_mel_stats"] = mel_stats(decibels(mel_power(y)).T)
    return {name: np.ascontiguousarray(array, np.float32) for name, array in found.items()}


if __name__ == "__main__":
    differing = []
    for name, array in golden().items():
        path = os.path.join(HERE, name + ".npy")
        if "--check" not in sys.argv:
            np.save(path, array)
            print(name, array.shape)
        elif not np.allclose(np.load(path), array, rtol=1e-5, atol=1e-5):
            differing.append(name)
    sys.exit(f"differ: {', '.join(differing)}" if differing else 0)
