//! A file on disk → samples, all at once or as they come.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use segue::decoder::{Block, Decoder};
use segue::engine::pcm::{LONGEST_SECONDS, Pcm};
use segue::engine::{Error, Result};

/// Samples of all channels together: 2 GiB of memory.
const MOST_SAMPLES: usize = 1 << 29;

/// What a file sounds like.
pub struct Sound {
    /// One vector per channel, all of one length; full scale ±1.
    pub channels: Vec<Vec<f32>>,
    /// Hz.
    pub sample_rate: u32,
}

impl Sound {
    /// The channels, as the engine takes them.
    pub fn planar(&self) -> Vec<&[f32]> {
        self.channels.iter().map(Vec::as_slice).collect()
    }

    /// Mono at 22 050 Hz.
    pub fn pcm(&self) -> Result<Pcm> {
        Pcm::from_planar(&self.planar(), self.sample_rate)
    }

    /// How long it is.
    pub fn seconds(&self) -> f64 {
        let frames = self.channels.first().map_or(0, Vec::len);
        frames as f64 / f64::from(self.sample_rate)
    }

    fn add(&mut self, block: &Block) -> Result<()> {
        self.sample_rate = block.sample_rate;
        self.channels.resize_with(block.channels.len(), Vec::new);
        let frames = |channels: &[&[f32]]| channels.first().map_or(0, |channel| channel.len());
        let frames = frames(&self.planar()) + frames(&block.channels);
        let rate = f64::from(self.sample_rate);
        let limit = (LONGEST_SECONDS * rate).min((MOST_SAMPLES / self.channels.len()) as f64);
        if frames as f64 > limit {
            return Err(Error::TooLong { limit: limit / rate, got: frames as f64 / rate });
        }
        for (channel, more) in self.channels.iter_mut().zip(&block.channels) {
            channel.extend_from_slice(more);
        }
        Ok(())
    }
}

/// Decodes a file that memory can hold.
///
/// # Errors
///
/// As [`each_block`]; [`Error::TooLong`].
pub fn decode(path: &Path) -> Result<Sound> {
    let mut sound = Sound { channels: Vec::new(), sample_rate: 0 };
    each_block(path, |block| sound.add(block))?;
    Ok(sound)
}

/// Decodes a file of any length; `hear` is told each block of it, one at least.
///
/// # Errors
///
/// As [`Decoder`]; what `hear` refuses.
pub fn each_block(path: &Path, mut hear: impl FnMut(&Block) -> Result<()>) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut decode = || {
        let mut decoder = Decoder::open(&name, || opened(path))?;
        while let Some(block) = decoder.block()? {
            hear(&block)?;
        }
        Ok(())
    };
    // Of thousands of files one may be broken in a way that its decoder did not foresee.
    catch_unwind(AssertUnwindSafe(&mut decode))
        .unwrap_or_else(|_| Err(Error::Malformed("its decoder gave up".into())))
}

/// Opens a file of sound. A pipe would keep its reader waiting, and a device never ends.
pub fn opened(path: &Path) -> io::Result<File> {
    if std::fs::metadata(path)?.is_file() {
        File::open(path)
    } else {
        Err(io::Error::new(ErrorKind::InvalidInput, "it is a folder, a pipe or a device"))
    }
}
