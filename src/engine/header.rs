//! What an audio file says of itself: format, sample rate, length, tags, cover.

use std::io::Cursor;

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

/// Reads header and tags of the file `name` with these `bytes`. The bytes decide what it is; only where they leave it
/// open, the name's extension does.
///
/// Browsers decode `WebM`, whose header is not read here: its sound is Opus nearly always, so its rate is taken as 48 kHz.
///
/// # Errors
///
/// [`Error::Empty`]; [`Error::Unsupported`] where this is no kind of audio file that is known here;
/// [`Error::Malformed`] where it is one, and its header makes no sense.
pub fn read(name: &str, bytes: &[u8]) -> Result<(Header, Option<Cover>)> {
    if bytes.is_empty() {
        return Err(Error::Empty);
    }
    if bytes.starts_with(b"\x1a\x45\xdf\xa3") {
        return Ok((Header { format: "WebM".into(), sample_rate: OPUS_RATE, ..Header::default() }, None));
    }
    let (kind, trouble) = file_type(name, bytes)?;
    let format = format_name(kind).ok_or_else(unknown)?;
    // Tags that cannot be read are no reason to refuse the sound.
    let file = parse(kind, bytes, ParseOptions::new())
        .or_else(|| parse(kind, bytes, ParseOptions::new().read_tags(false)));
    let Some(file) = file else {
        return cut_short(bytes).map(|header| (header, None)).ok_or(trouble);
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
        title: text(Accessor::title),
        artist: text(Accessor::artist),
        album: text(Accessor::album),
    };
    Ok((header, tag.and_then(cover)))
}

/// What the bytes or, failing that, the name say it is; and what is wrong if it then is not.
fn file_type(name: &str, bytes: &[u8]) -> Result<(FileType, Error)> {
    let guess = Probe::new(Cursor::new(bytes)).guess_file_type().ok().and_then(|probe| probe.file_type());
    if let Some(kind) = guess {
        return Ok((kind, Error::Malformed("the header of the file is damaged".into())));
    }
    let by_name = name.rsplit_once('.').and_then(|(_, extension)| FileType::from_ext(extension));
    by_name.map(|kind| (kind, unknown())).ok_or_else(unknown)
}

fn unknown() -> Error {
    Error::Unsupported("this is not an audio file that can be read here".into())
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
fn parse(kind: FileType, bytes: &[u8], options: ParseOptions) -> Option<TaggedFile> {
    fn read<F: AudioFile + Into<TaggedFile>>(bytes: &[u8], options: ParseOptions) -> Option<TaggedFile> {
        F::read_from(&mut Cursor::new(bytes), options).ok().map(Into::into)
    }
    match kind {
        FileType::Aac => read::<AacFile>(bytes, options),
        FileType::Aiff => read::<AiffFile>(bytes, options),
        FileType::Flac => read::<FlacFile>(bytes, options),
        FileType::Mpeg => read::<MpegFile>(bytes, options),
        FileType::Mp4 => read::<Mp4File>(bytes, options),
        FileType::Opus => read::<OpusFile>(bytes, options),
        FileType::Vorbis => read::<VorbisFile>(bytes, options),
        FileType::Wav => read::<WavFile>(bytes, options),
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
