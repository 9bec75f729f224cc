//! A file on disk → planar samples, with Symphonia.

mod edit_list;

use std::fs::File;
use std::io::{self, ErrorKind};
use std::panic::catch_unwind;
use std::path::Path;

use edit_list::Stretch;
use segue::engine::pcm::{LONGEST_SECONDS, Pcm};
use segue::engine::{Error, Result};
use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as Trouble;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;

/// Samples of all channels together: 2 GiB of memory.
const MOST_SAMPLES: usize = 1 << 29;
/// Broken packets in a row after which nothing sound is expected any more.
const PATIENCE: usize = 1_000;

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

    fn frames(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// Leaves only `stretch`; all, where nothing would be left.
    fn trim(&mut self, stretch: &Stretch) {
        let frames = |seconds: f64| (seconds * f64::from(self.sample_rate)).round() as usize;
        let start = frames(stretch.start);
        let end = stretch.length.map_or(usize::MAX, |length| start.saturating_add(frames(length)));
        if start < end.min(self.frames()) {
            for channel in &mut self.channels {
                channel.truncate(end);
                channel.drain(..start);
            }
        }
    }
}

/// Decodes the first audio track of a file. The encoder's delay is trimmed where the file names it, broken packets are
/// skipped, and a file that ends early gives what can be decoded.
///
/// # Errors
///
/// [`Error::Empty`], [`Error::Unsupported`], [`Error::TooLong`]; [`Error::Malformed`] where the kind of file is known and
/// nothing in it can be decoded.
pub fn decode(path: &Path) -> Result<Sound> {
    // Of thousands of files one may be broken in a way that its decoder did not foresee.
    catch_unwind(|| hear(path)).unwrap_or_else(|_| Err(Error::Malformed("its decoder gave up".into())))
}

fn hear(path: &Path) -> Result<Sound> {
    let (mut format, mut decoder, track) = open(path)?;
    let mut sound = Sound { channels: Vec::new(), sample_rate: 0 };
    let mut broken = 0;
    while broken < PATIENCE {
        let packet = match format.next_packet() {
            Ok(Some(packet)) if packet.track_id == track => packet,
            Ok(Some(_)) => continue,
            // The end; a file cut off; the next song of a chained stream.
            Ok(None) | Err(Trouble::IoError(_) | Trouble::ResetRequired) => break,
            Err(_) => {
                broken += 1;
                continue;
            }
        };
        match decoder.decode(&packet) {
            Ok(buffer) => {
                broken = 0;
                if !append(&mut sound, &buffer)? {
                    break;
                }
            }
            Err(_) => broken += 1,
        }
    }
    if sound.frames() == 0 {
        return Err(Error::Malformed("nothing in it can be decoded".into()));
    }
    if let Some(stretch) = opened(path).ok().and_then(|mut file| edit_list::read(&mut file)) {
        sound.trim(&stretch);
    }
    Ok(sound)
}

/// Opens a file of sound. A pipe would keep its reader waiting, and a device never ends.
pub fn opened(path: &Path) -> io::Result<File> {
    if std::fs::metadata(path)?.is_file() {
        File::open(path)
    } else {
        Err(io::Error::new(ErrorKind::InvalidInput, "it is a folder, a pipe or a device"))
    }
}

type Opened = (Box<dyn FormatReader>, Box<dyn AudioDecoder>, u32);

fn open(path: &Path) -> Result<Opened> {
    let file = opened(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.len() == 0 {
        return Err(Error::Empty);
    }
    let seekable = MediaSourceStream::new(Box::new(file), MediaSourceStreamOptions::default());
    let format = match probe(path, seekable) {
        // Cut off. Some readers look for what follows the sound; one that cannot seek begins with the sound at once.
        Err(Trouble::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => {
            let once = ReadOnlySource::new(opened(path).map_err(unreadable)?);
            probe(path, MediaSourceStream::new(Box::new(once), MediaSourceStreamOptions::default()))
        }
        probed => probed,
    }
    .map_err(|trouble| refused(&trouble))?;
    let no_sound = || Error::Unsupported("there is no audio in it".into());
    let track = format.default_track(TrackType::Audio).ok_or_else(no_sound)?;
    let parameters = track.codec_params.as_ref().and_then(|codec| codec.audio()).ok_or_else(no_sound)?;
    let decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(|trouble| refused(&trouble))?;
    let track = track.id;
    Ok((format, decoder, track))
}

fn probe(
    path: &Path,
    stream: MediaSourceStream<'static>,
) -> symphonia::core::errors::Result<Box<dyn FormatReader>> {
    let mut hint = Hint::new();
    if let Some(extension) = path.extension().and_then(|extension| extension.to_str()) {
        hint.with_extension(extension);
    }
    symphonia::default::get_probe().probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
}

/// Adds one packet's samples; `false` where the sound changes its form on the way and what follows is another song.
fn append(sound: &mut Sound, buffer: &GenericAudioBufferRef<'_>) -> Result<bool> {
    if buffer.frames() == 0 {
        return Ok(true);
    }
    let rate = buffer.spec().rate();
    if sound.channels.is_empty() {
        sound.sample_rate = rate;
        sound.channels = vec![Vec::new(); buffer.num_planes()];
    } else if sound.sample_rate != rate || sound.channels.len() != buffer.num_planes() {
        return Ok(false);
    }
    let frames = sound.frames() + buffer.frames();
    let limit = (LONGEST_SECONDS * f64::from(rate)).min((MOST_SAMPLES / sound.channels.len()) as f64);
    if frames as f64 > limit {
        let seconds = |frames: f64| frames / f64::from(rate);
        return Err(Error::TooLong { limit: seconds(limit), got: seconds(frames as f64) });
    }
    let mut planes: Vec<Vec<f32>> = Vec::new();
    buffer.copy_to_vecs_planar(&mut planes);
    for (channel, plane) in sound.channels.iter_mut().zip(&planes) {
        channel.extend_from_slice(plane);
    }
    Ok(true)
}

fn unreadable(error: io::Error) -> Error {
    Error::Malformed(format!("it cannot be read: {error}").into())
}

fn refused(trouble: &Trouble) -> Error {
    match trouble {
        // A file cut off before its table of contents, as M4A often has it at the end.
        Trouble::Unsupported(what) if what.contains("missing") => {
            Error::Malformed("a part of it is missing".into())
        }
        Trouble::Unsupported(what) if what.contains("codec") => {
            Error::Unsupported("its sound is encoded in a way that cannot be decoded here".into())
        }
        Trouble::Unsupported(_) => {
            Error::Unsupported("this is not an audio file that can be read here".into())
        }
        Trouble::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Error::Malformed("it ends before its sound begins".into())
        }
        other => Error::Malformed(other.to_string().into()),
    }
}
