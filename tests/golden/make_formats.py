"""One small file in every container that page or trainer read, made from the computed song with ffmpeg.

    pip install numpy librosa==0.11.0
    python tests/golden/make_formats.py    # writes tests/golden/formats/*; needs ffmpeg with libmp3lame, libvorbis, libopus, libvpx and libx264

Encoders differ from version to version, so the files are kept. They were made with ffmpeg 5.1.
"""

import os
import subprocess

import numpy as np

from make import HERE, song

SECONDS = 3.02  # a segment needs 2.995
# A second input: a picture every second.
PICTURES = f"-f lavfi -t {SECONDS} -i color=c=gray:s=32x32:r=1"
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
    "plain.mp3": (44_100, "-c:a libmp3lame -b:a 48k -write_xing 0 -id3v2_version 0"),
    "stereo.mp3": (44_100, "-af pan=stereo|c0=c0|c1=0.5*c0 -c:a libmp3lame -b:a 128k -write_xing 0 -id3v2_version 0"),
    "vbr.mp3": (44_100, "-c:a libmp3lame -q:a 6"),
    "opus.opus": (48_000, "-c:a libopus -b:a 48k"),
    "opus.webm": (48_000, "-c:a libopus -b:a 48k"),
    "video.mp4": (44_100, f"{PICTURES} -c:v libx264 -pix_fmt yuv420p -c:a aac -b:a 48k -shortest"),
    "video.webm": (48_000, f"{PICTURES} -c:v libvpx -b:v 20k -c:a libopus -b:a 48k -shortest"),
    "high24.flac": (96_000, "-af volume=-36dB,lowpass=3000 -c:a flac -sample_fmt s32 -bits_per_raw_sample 24 -compression_level 12 -metadata_header_padding 0"),
}

if __name__ == "__main__":
    for name, (rate, options) in FORMATS.items():
        path = os.path.join(HERE, "formats", name)
        samples = np.round(song(int(SECONDS * rate), rate) * 32_768).astype("<i2").tobytes()
        command = f"ffmpeg -v error -y -f s16le -ar {rate} -ac 1 -i - {options} -map_metadata -1 -fflags +bitexact -flags:a +bitexact"
        subprocess.run([*command.split(), path], input=samples, check=True)
        print(name, os.path.getsize(path))
