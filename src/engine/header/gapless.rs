//! The silence that an MP3's encoder put around the song, as its Xing frame tells (LAME's extension of it).
//!
//! Chromium cuts it off, Firefox a part of it, WebKit nothing: 25 ms that would shift every frame of the analysis.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Samples by which every decoder of MP3 is late.
const DECODER_DELAY: u64 = 529;
/// Bytes after the tags within which the first frame begins and tells all this.
const FIRST_FRAME: u64 = 4 << 10;

/// Samples of each channel, at the file's own rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gapless {
    /// Ahead of the song, without the decoder's own.
    pub delay: u64,
    /// After it.
    pub padding: u64,
    /// All that the frames hold.
    pub whole: u64,
}

impl Gapless {
    /// Reads it from an MP3; `None` where the file does not tell, or tells what cannot be.
    pub(super) fn read(source: &mut (impl Read + Seek)) -> Option<Self> {
        source.rewind().ok()?;
        let mut tag = [0; 10];
        source.read_exact(&mut tag).ok()?;
        source.seek(SeekFrom::Start(tag_length(tag))).ok()?;
        let mut bytes = Vec::new();
        source.take(FIRST_FRAME).read_to_end(&mut bytes).ok()?;
        Self::of_frame(
            bytes.get(bytes.windows(2).position(|two| two[0] == 0xff && two[1] & 0xe6 == 0xe2)?..)?,
        )
    }

    fn of_frame(frame: &[u8]) -> Option<Self> {
        let (first, mono) = (frame.get(1)? & 0b1000 != 0, frame.get(3)? >> 6 == 3);
        let (samples, side) = match (first, mono) {
            (true, false) => (1_152, 32),
            (true, true) => (1_152, 17),
            (false, false) => (576, 17),
            (false, true) => (576, 9),
        };
        let rest = frame.get(4 + side..)?;
        let rest = rest.strip_prefix(b"Xing").or_else(|| rest.strip_prefix(b"Info"))?;
        let (flags, rest) = rest.split_first_chunk::<4>()?;
        let frames = u32::from_be_bytes(*rest.first_chunk()?);
        let [.., flags] = flags;
        // Number of frames, of bytes, a table of contents, quality: each stands there if its bit is set.
        let before: usize = [4, 4, 100, 4]
            .iter()
            .enumerate()
            .filter(|(bit, _)| flags >> bit & 1 == 1)
            .map(|(_, size)| size)
            .sum();
        // LAME's extension: the encoder's name and 12 bytes of other things.
        let &[high, both, low] = rest.get(before + 21..)?.first_chunk()?;
        let told = Self {
            delay: u64::from(high) << 4 | u64::from(both) >> 4,
            padding: u64::from(both & 15) << 8 | u64::from(low),
            whole: samples * u64::from(frames),
        };
        (flags & 1 == 1 && told.delay + told.padding > 0 && told.delay + told.padding < told.whole)
            .then_some(told)
    }

    /// Which of the samples that a decoder gave are the song. Whoever cuts anything cuts at the beginning first; a decoder that gave
    /// more than the file says there is, or less than the song, is believed.
    #[must_use]
    pub fn song(&self, decoded: u64) -> Range<u64> {
        let song = self.whole.saturating_sub(self.delay).saturating_sub(self.padding);
        if !(song..=self.whole).contains(&decoded) {
            return 0..decoded;
        }
        let after = self.padding.saturating_sub(DECODER_DELAY);
        let start = (decoded - song).saturating_sub(after);
        start..start + song
    }
}

/// Bytes of the tags ahead of the sound (`ID3v2`).
fn tag_length(begin: [u8; 10]) -> u64 {
    match begin {
        [b'I', b'D', b'3', .., a, b, c, d] => {
            10 + [a, b, c, d].iter().fold(0, |size, &byte| size << 7 | u64::from(byte & 127))
        }
        _ => 0,
    }
}
