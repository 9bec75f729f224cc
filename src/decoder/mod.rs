//! A file → planar samples, block by block, with Symphonia: on the command line, and in the page where the browser cannot
//! decode a file, or cannot hold it.

mod edit_list;

use std::io::{self, ErrorKind};

use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as Trouble;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
pub use symphonia::core::io::MediaSource;
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;

use crate::engine::{Error, Result};
use edit_list::Stretch;

/// Broken packets in a row after which nothing sound is expected any more.
const PATIENCE: usize = 1_000;

/// A file that is being decoded: its first audio track, as far as it goes.
///
/// The encoder's delay is trimmed where the file names it, as browsers do; broken packets are skipped, and a file that ends
/// early gives what can be decoded.
pub struct Decoder {
    format: Box<dyn FormatReader>,
    codec: Box<dyn AudioDecoder>,
    track: u32,
    /// Samples (of each channel) that the track should have, where the file tells.
    expected: Option<u64>,
    stretch: Option<Stretch>,
    /// What the sound is like, once some was heard.
    form: Option<Form>,
    planes: Vec<Vec<f32>>,
}

#[derive(Clone, Copy)]
struct Form {
    sample_rate: u32,
    channels: usize,
    /// Samples to come before the song begins, and samples of the song to come.
    skipped: u64,
    left: u64,
}

/// Some of a file's sound.
pub struct Block<'d> {
    /// One slice per channel, all of one length, never empty; full scale ±1. As many and at the same rate in every block.
    pub channels: Vec<&'d [f32]>,
    /// Hz.
    pub sample_rate: u32,
}

impl Decoder {
    /// Looks into a file of this name; `open` opens it, from its start, as often as it is asked to.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::Unsupported`], [`Error::Malformed`].
    pub fn open<S: MediaSource + 'static>(name: &str, open: impl Fn() -> io::Result<S>) -> Result<Self> {
        let source = open().map_err(unreadable)?;
        if source.byte_len() == Some(0) {
            return Err(Error::Empty);
        }
        let format = match probe(name, source) {
            // Cut off. Some readers look for what follows the sound; one that cannot seek begins with the sound at once.
            Err(Trouble::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => {
                probe(name, ReadOnlySource::new(open().map_err(unreadable)?))
            }
            probed => probed,
        }
        .map_err(|trouble| refused(&trouble))?;
        let no_sound = || Error::Unsupported("there is no audio in it".into());
        let track = format.default_track(TrackType::Audio).ok_or_else(no_sound)?;
        let parameters = track.codec_params.as_ref().and_then(|codec| codec.audio()).ok_or_else(no_sound)?;
        let codec = symphonia::default::get_codecs()
            .make_audio_decoder(parameters, &AudioDecoderOptions::default())
            .map_err(|trouble| refused(&trouble))?;
        let (track, expected) = (track.id, track.num_frames);
        let stretch = open().ok().and_then(|mut source| edit_list::read(&mut source));
        Ok(Self { format, codec, track, expected, stretch, form: None, planes: Vec::new() })
    }

    /// The next of its sound; `None` at its end.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] where the kind of file is known and nothing in it can be decoded.
    pub fn block(&mut self) -> Result<Option<Block<'_>>> {
        let mut broken = 0;
        while broken < PATIENCE {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track => packet,
                Ok(Some(_)) => continue,
                // The end; a file cut off; the next song of a chained stream.
                Ok(None) | Err(Trouble::IoError(_) | Trouble::ResetRequired) => break,
                Err(_) => {
                    broken += 1;
                    continue;
                }
            };
            match self.codec.decode(&packet) {
                Ok(buffer) if buffer.frames() == 0 => {}
                Ok(buffer) => {
                    let form =
                        *self.form.get_or_insert_with(|| form(&buffer, self.stretch.take(), self.expected));
                    if form.sample_rate != buffer.spec().rate() || form.channels != buffer.num_planes() {
                        break; // what follows is another song
                    }
                    buffer.copy_to_vecs_planar(&mut self.planes);
                    if self.trim() {
                        let channels = self.planes.iter().map(Vec::as_slice).collect();
                        return Ok(Some(Block { channels, sample_rate: form.sample_rate }));
                    }
                    broken = 0;
                }
                Err(_) => broken += 1,
            }
        }
        match self.form {
            Some(_) => Ok(None),
            None => Err(Error::Malformed("nothing in it can be decoded".into())),
        }
    }

    /// Leaves of the samples what belongs to the song; whether that is anything.
    fn trim(&mut self) -> bool {
        let Some(form) = &mut self.form else { return false };
        let length = self.planes.first().map_or(0, Vec::len) as u64;
        let early = form.skipped.min(length);
        let end = length.min(early.saturating_add(form.left));
        form.skipped -= early;
        form.left -= end - early;
        for plane in &mut self.planes {
            plane.truncate(end as usize);
            plane.drain(..early as usize);
        }
        early < end
    }
}

/// The form of all that follows; a stretch of which nothing would be left is none.
fn form(buffer: &GenericAudioBufferRef<'_>, stretch: Option<Stretch>, expected: Option<u64>) -> Form {
    let sample_rate = buffer.spec().rate();
    let samples = |seconds: f64| (seconds * f64::from(sample_rate)).round() as u64;
    let stretch = stretch.filter(|stretch| expected.is_none_or(|expected| samples(stretch.start) < expected));
    let left = stretch.as_ref().and_then(|stretch| stretch.length).map_or(u64::MAX, samples);
    let skipped = stretch.map_or(0, |stretch| samples(stretch.start));
    Form { sample_rate, channels: buffer.num_planes(), skipped, left }
}

fn probe<S: MediaSource + 'static>(
    name: &str,
    source: S,
) -> symphonia::core::errors::Result<Box<dyn FormatReader>> {
    let stream = MediaSourceStream::new(Box::new(source), MediaSourceStreamOptions::default());
    let mut hint = Hint::new();
    if let Some((_, extension)) = name.rsplit_once('.') {
        hint.with_extension(extension);
    }
    symphonia::default::get_probe().probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
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
