//! What an audio file says of itself: format, sample rate, length, tags, cover.

mod gapless;

use std::io::{Read, Seek};

use lofty::aac::AacFile;
use lofty::config::ParseOptions;
use lofty::file::{AudioFile, FileType, TaggedFile, TaggedFileExt};
use lofty::flac::FlacFile;
use lofty::iff::aiff::AiffFile;
use lofty::iff::wav::WavFile;
use lofty::mp4::Mp4File;
use lofty::mpeg::MpegFile;
use lofty::ogg::{OpusFile, VorbisFile};
use lofty::picture::{Picture, PictureType};
use lofty::probe::Probe;
use lofty::tag::{Accessor, Tag};
use serde::{Deserialize, Serialize};

use super::{Error, Result};
pub use gapless::Gapless;

/// Bytes at the beginning of a file that tell what it is.
const BEGIN: u64 = 64 << 10;
/// Bytes. A cover beyond it is left out: no screen shows more.
const LARGEST_COVER: usize = 8 << 20;
/// Characters of a title, artist or album; what follows is cut.
const LONGEST_TAG: usize = 200;
/// Hz. Opus always decodes at this rate, whatever was encoded.
const OPUS_RATE: u32 = 48_000;

/// What an audio file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// As people call it: `MP3`, `FLAC`, `WAV`, `Ogg Vorbis`, `Opus`, `M4A`, `AIFF`…
    pub format: String,
    /// Hz.
    pub sample_rate: u32,
    /// Channels; 0 where the header does not tell.
    pub channels: u16,
    /// Seconds, where the header tells.
    pub seconds: Option<f64>,
    /// Of an MP3 that tells.
    pub gapless: Option<Gapless>,
    /// From the tags.
    pub title: Option<String>,
    /// From the tags.
    pub artist: Option<String>,
    /// From the tags.
    pub album: Option<String>,
}

/// The picture on the sleeve.
#[derive(Clone, Debug, PartialEq)]
pub struct Cover {
    /// `image/jpeg`, `image/png`…
    pub mime: String,
    /// As in the file.
    pub bytes: Vec<u8>,
}

/// Reads header and tags of the file `name` from its bytes, of which the sound is skipped. They decide what it is; only where
/// they leave it open, the name's extension does.
///
/// Browsers decode `WebM`, whose header is not read here: its sound is Opus nearly always, so its rate is taken as 48 kHz.
///
/// # Errors
///
/// [`Error::Empty`]; [`Error::Unsupported`] where this is no kind of audio file that is known here;
/// [`Error::Malformed`] where it is one, and its header makes no sense.
pub fn read(name: &str, mut source: impl Read + Seek) -> Result<(Header, Option<Cover>)> {
    let source = &mut source;
    let mut begin = Vec::new();
    source.take(BEGIN).read_to_end(&mut begin).map_err(|_| damaged())?;
    if begin.is_empty() {
        return Err(Error::Empty);
    }
    if begin.starts_with(b"\x1a\x45\xdf\xa3") {
        let (format, seconds) = ("WebM".into(), webm_seconds(&begin));
        return Ok((Header { format, sample_rate: OPUS_RATE, seconds, ..Header::default() }, None));
    }
    if let Some(format) = foreign(&begin) {
        return Err(Error::Unsupported(format!("nothing here decodes {format}").into()));
    }
    let (kind, trouble) = file_type(name, source)?;
    let format = format_name(kind).ok_or_else(unknown)?;
    // Tags that cannot be read are no reason to refuse the sound.
    let file = parse(kind, source, ParseOptions::new())
        .or_else(|| parse(kind, source, ParseOptions::new().read_tags(false)));
    let Some(file) = file else {
        return cut_short(&begin).map(|header| (header, None)).ok_or(trouble);
    };
    let properties = file.properties();
    let sample_rate = match kind {
        FileType::Opus => OPUS_RATE,
        _ => properties
            .sample_rate()
            .filter(|&rate| rate > 0)
            .ok_or(Error::Malformed("the header of the file names no sample rate".into()))?,
    };
    let tag = file.primary_tag().or_else(|| file.first_tag());
    let text =
        |of: fn(&Tag) -> Option<std::borrow::Cow<'_, str>>| tag.and_then(of).and_then(|text| tidy(&text));
    let header = Header {
        format: format.into(),
        sample_rate,
        channels: properties.channels().map_or(0, u16::from),
        seconds: Some(properties.duration().as_secs_f64()).filter(|&seconds| seconds > 0.0),
        gapless: (kind == FileType::Mpeg).then(|| Gapless::read(source)).flatten(),
        title: text(Accessor::title),
        artist: text(Accessor::artist),
        album: text(Accessor::album),
    };
    Ok((header, tag.and_then(cover)))
}

/// What the bytes or, failing that, the name say it is; and what is wrong if it then is not.
fn file_type(name: &str, source: &mut (impl Read + Seek)) -> Result<(FileType, Error)> {
    source.rewind().map_err(|_| damaged())?;
    let guess = Probe::new(source).guess_file_type().ok().and_then(|probe| probe.file_type());
    if let Some(kind) = guess {
        return Ok((kind, damaged()));
    }
    let by_name = name.rsplit_once('.').and_then(|(_, extension)| FileType::from_ext(extension));
    by_name.map(|kind| (kind, unknown())).ok_or_else(unknown)
}

/// Kinds of sound that neither browsers nor Segue decode, by their first bytes.
fn foreign(begin: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 9] = [
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMA"),
        (b"MAC ", "Monkey’s Audio"),
        (b"wvpk", "WavPack"),
        (b"MPCK", "Musepack"),
        (b"MP+", "Musepack"),
        (b"MThd", "MIDI, which is notes and no sound"),
        (b".RMF", "RealAudio"),
        (b"#!AMR", "AMR"),
        (b"DSD ", "DSD"),
    ];
    known.into_iter().find(|(magic, _)| begin.starts_with(magic)).map(|(_, name)| name)
}

fn damaged() -> Error {
    Error::Malformed("the header of the file is damaged".into())
}

fn unknown() -> Error {
    Error::Unsupported("this is not an audio file that can be read here".into())
}

/// How long a `WebM` says that it is: the element `Duration`, in the thousandths of a second that all writers count.
fn webm_seconds(begin: &[u8]) -> Option<f64> {
    let milliseconds = begin.windows(11).find_map(|window| match window {
        [0x44, 0x89, 0x88, double @ ..] => Some(f64::from_be_bytes(*double.first_chunk()?)),
        [0x44, 0x89, 0x84, single @ ..] => Some(f64::from(f32::from_be_bytes(*single.first_chunk()?))),
        _ => None,
    })?;
    (milliseconds > 0.0 && milliseconds.is_finite()).then_some(milliseconds / 1e3)
}

/// A WAV or AIFF file that lacks its end names rate and channels all the same: they stand ahead of the samples.
fn cut_short(bytes: &[u8]) -> Option<Header> {
    let (form, rest) = bytes.split_first_chunk::<4>()?;
    let (kind, rest) = rest.get(4..)?.split_first_chunk::<4>()?;
    let (format, channels, sample_rate) = match (form, kind) {
        (b"RIFF", b"WAVE") => {
            let body = chunk(rest, *b"fmt ", u32::from_le_bytes)?;
            let channels = u16::from_le_bytes(*body.get(2..)?.first_chunk()?);
            ("WAV", channels, u32::from_le_bytes(*body.get(4..)?.first_chunk()?))
        }
        (b"FORM", b"AIFF" | b"AIFC") => {
            let body = chunk(rest, *b"COMM", u32::from_be_bytes)?;
            ("AIFF", u16::from_be_bytes(*body.first_chunk()?), extended(body.get(8..)?)?)
        }
        _ => return None,
    };
    (sample_rate > 0).then(|| Header { format: format.into(), sample_rate, channels, ..Header::default() })
}

/// What stands in the first chunk `wanted`, and whatever follows it.
fn chunk(mut rest: &[u8], wanted: [u8; 4], number: fn([u8; 4]) -> u32) -> Option<&[u8]> {
    while let Some((head, body)) = rest.split_first_chunk::<8>() {
        if head.starts_with(&wanted) {
            return Some(body);
        }
        let size = number(*head.last_chunk()?) as usize;
        rest = body.get(size.checked_add(size % 2)?..)?;
    }
    None
}

/// The whole part of an 80-bit float: sign and exponent, then 64 bits of which the first stands for 2^exponent.
fn extended(bytes: &[u8]) -> Option<u32> {
    let exponent = u16::from_be_bytes(*bytes.first_chunk()?).checked_sub(16_383)?;
    let digits = u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?);
    let unused = 63_u32.checked_sub(exponent.into())?;
    u32::try_from(digits >> unused).ok()
}

/// Kinds that nobody here decodes are not read, which keeps their readers out of the page.
fn parse(kind: FileType, source: &mut (impl Read + Seek), options: ParseOptions) -> Option<TaggedFile> {
    fn read<F: AudioFile + Into<TaggedFile>>(
        source: &mut (impl Read + Seek),
        options: ParseOptions,
    ) -> Option<TaggedFile> {
        source.rewind().ok()?;
        F::read_from(source, options).ok().map(Into::into)
    }
    match kind {
        FileType::Aac => read::<AacFile>(source, options),
        FileType::Aiff => read::<AiffFile>(source, options),
        FileType::Flac => read::<FlacFile>(source, options),
        FileType::Mpeg => read::<MpegFile>(source, options),
        FileType::Mp4 => read::<Mp4File>(source, options),
        FileType::Opus => read::<OpusFile>(source, options),
        FileType::Vorbis => read::<VorbisFile>(source, options),
        FileType::Wav => read::<WavFile>(source, options),
        _ => None,
    }
}

/// As people call it, where it is read here.
fn format_name(kind: FileType) -> Option<&'static str> {
    Some(match kind {
        FileType::Aac => "AAC",
        FileType::Aiff => "AIFF",
        FileType::Flac => "FLAC",
        FileType::Mpeg => "MP3",
        FileType::Mp4 => "M4A",
        FileType::Opus => "Opus",
        FileType::Vorbis => "Ogg Vorbis",
        FileType::Wav => "WAV",
        _ => return None,
    })
}

/// One line, trimmed, cut to [`LONGEST_TAG`]; nothing if nothing is left.
fn tidy(text: &str) -> Option<String> {
    let line: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_TAG).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

fn cover(tag: &Tag) -> Option<Cover> {
    let pictures = || tag.pictures().iter().filter(|picture| picture.data().len() <= LARGEST_COVER);
    let front = pictures().find(|picture| picture.pic_type() == PictureType::CoverFront);
    front.or_else(|| pictures().next()).and_then(drawn)
}

fn drawn(picture: &Picture) -> Option<Cover> {
    let mime = picture.mime_type()?.as_str().to_owned();
    (mime.starts_with("image/") && !picture.data().is_empty())
        .then(|| Cover { mime, bytes: picture.data().to_vec() })
}
