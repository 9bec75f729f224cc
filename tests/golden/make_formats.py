"""One small file in every container that the trainer reads, made from the computed song with ffmpeg.

    pip install numpy librosa==0.11.0
    python tests/golden/make_formats.py    # writes tests/golden/formats/*; needs ffmpeg with libmp3lame and libvorbis

Encoders differ from version to version, so the files are kept. They were made with ffmpeg 5.1.
"""

import os
import subprocess

import numpy as np

from make import HERE, song

SECONDS = 3.02  # a segment needs 2.995
# File → sample rate of the song in it, ffmpeg's options. Lossless ones have low rates, to stay small.
FORMATS = {
    "pcm16.wav": (8_000, "-c:a pcm_s16le"),
    "pcm24.wav": (8_000, "-c:a pcm_s24le"),
    "float.wav": (8_000, "-c:a pcm_f32le"),
    "pcm16.aiff": (8_000, "-c:a pcm_s16be"),
    "lossless.flac": (11_025, "-c:a flac -compression_level 12 -metadata_header_padding 0"),
    "alac.m4a": (8_000, "-c:a alac"),
    "cbr.mp3": (44_100, "-c:a libmp3lame -b:a 48k"),
    "vorbis.ogg": (48_000, "-c:a libvorbis -q:a 1"),
    "aac.m4a": (44_100, "-c:a aac -b:a 48k"),
}

if __name__ == "__main__":
    for name, (rate, options) in FORMATS.items():
        path = os.path.join(HERE, "formats", name)
        samples = np.round(song(int(SECONDS * rate), rate) * 32_768).astype("<i2").tobytes()
        command = f"ffmpeg -v error -y -f s16le -ar {rate} -ac 1 -i - -map_metadata -1 -fflags +bitexact -flags:a +bitexact {options}"
        subprocess.run([*command.split(), path], input=samples, check=True)
        print(name, os.path.getsize(path))
