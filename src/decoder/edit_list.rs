//! The edit list of an MP4: which stretch of the decoded sound is the song.
//!
//! AAC needs a run-up of a thousand samples or two, and fills its last packet. Symphonia hands out both; browsers trim
//! them, and so does this.

use std::io::{Read, Seek, SeekFrom};

/// Bytes. The table of contents of an hour's song is far smaller.
const LARGEST_MOOV: u64 = 64 << 20;

/// Seconds of the first audio track: where the song starts, and its length where the file tells.
#[derive(Debug, PartialEq)]
pub(super) struct Stretch {
    pub start: f64,
    pub length: Option<f64>,
}

/// Nothing where the file is no MP4, has no edit list, or is edited in a way that is more than a trim.
pub(super) fn read(file: &mut (impl Read + Seek)) -> Option<Stretch> {
    let moov = moov(file)?;
    let movie_ticks = timescale(child(&moov, *b"mvhd")?)?;
    let sound = atoms(&moov)
        .filter(|(kind, _)| kind == b"trak")
        .find_map(|(_, track)| handles_sound(track).then_some(track))?;
    let header = child(child(sound, *b"mdia")?, *b"mdhd")?;
    let media_ticks = f64::from(timescale(header)?);
    let (length, start) = only_edit(child(child(sound, *b"edts")?, *b"elst")?)?;
    let start = start as f64 / media_ticks;
    // The movie's clock is often too coarse for samples; browsers go by it all the same, and by the track's own where that ends.
    let whole = duration(header).map_or(f64::INFINITY, |ticks| ticks as f64 / media_ticks - start);
    let length = (length > 0).then(|| (length as f64 / f64::from(movie_ticks)).min(whole));
    Some(Stretch { start, length: length.filter(|&length| length > 0.0) })
}

/// The body of the top-level atom that describes the tracks.
fn moov(file: &mut (impl Read + Seek)) -> Option<Vec<u8>> {
    file.rewind().ok()?;
    let mut first = true;
    loop {
        let mut head = [0; 16];
        file.read_exact(&mut head[..8]).ok()?;
        let kind = &head[4..8];
        if std::mem::take(&mut first) && kind != b"ftyp" {
            return None;
        }
        let found = kind == b"moov";
        let body = match u32::from_be_bytes(*head.first_chunk()?) {
            1 => {
                file.read_exact(&mut head[8..]).ok()?;
                u64::from_be_bytes(*head.last_chunk()?).checked_sub(16)?
            }
            size => u64::from(size).checked_sub(8)?,
        };
        if found {
            let mut moov = Vec::new();
            file.take(body.min(LARGEST_MOOV)).read_to_end(&mut moov).ok()?;
            return Some(moov);
        }
        file.seek(SeekFrom::Current(body.try_into().ok()?)).ok()?;
    }
}

/// Kind and body of each atom, up to the first that makes no sense.
fn atoms(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let size = u32::from_be_bytes(*bytes.first_chunk()?) as usize;
        let atom = bytes.get(..size)?;
        bytes = &bytes[size..];
        Some((*atom.get(4..)?.first_chunk()?, atom.get(8..)?))
    })
}

fn child(bytes: &[u8], wanted: [u8; 4]) -> Option<&[u8]> {
    atoms(bytes).find_map(|(kind, body)| (kind == wanted).then_some(body))
}

fn handles_sound(track: &[u8]) -> bool {
    let handler = child(track, *b"mdia").and_then(|media| child(media, *b"hdlr"));
    handler.and_then(|body| body.get(8..12)) == Some(b"soun")
}

/// Ticks per second of an `mvhd` or `mdhd`.
fn timescale(body: &[u8]) -> Option<u32> {
    let at = if *body.first()? == 0 { 12 } else { 20 };
    Some(u32::from_be_bytes(*body.get(at..)?.first_chunk()?)).filter(|&ticks| ticks > 0)
}

/// Ticks of an `mdhd`, where it tells.
fn duration(body: &[u8]) -> Option<u64> {
    let ticks = if *body.first()? == 0 {
        u64::from(u32::from_be_bytes(*body.get(16..)?.first_chunk()?))
    } else {
        u64::from_be_bytes(*body.get(24..)?.first_chunk()?)
    };
    (ticks > 0).then_some(ticks)
}

/// Length (in the movie's ticks) and start (in the track's) of a list that has one edit and perhaps a pause ahead.
fn only_edit(body: &[u8]) -> Option<(u64, u64)> {
    let wide = *body.first()? == 1;
    let entries = body.get(8..)?.chunks_exact(if wide { 20 } else { 12 });
    let mut edits = entries.filter_map(|entry| {
        if wide {
            let start = i64::from_be_bytes(*entry.get(8..)?.first_chunk()?);
            Some((u64::from_be_bytes(*entry.first_chunk()?), u64::try_from(start).ok()?))
        } else {
            let start = i32::from_be_bytes(*entry.get(4..)?.first_chunk()?);
            Some((u32::from_be_bytes(*entry.first_chunk()?).into(), u64::try_from(start).ok()?))
        }
    });
    let edit = edits.next()?;
    edits.next().is_none().then_some(edit)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{Stretch, read};

    const AAC: &[u8] = include_bytes!("../../tests/golden/formats/aac.m4a");

    #[test]
    fn the_run_up_is_left_out() {
        let Stretch { start, length } = read(&mut Cursor::new(AAC)).unwrap();
        assert!((start - 1024.0 / 44_100.0).abs() < 1e-9, "{start}");
        assert!(length.is_some_and(|length| (3.02..3.022).contains(&length)), "{length:?}");
    }

    #[test]
    fn files_cut_or_damaged_anywhere_are_read_or_not() {
        let head = AAC.len() - 1_500; // the table of contents stands at the end
        for at in head..AAC.len() {
            read(&mut Cursor::new(&AAC[..at]));
            let mut damaged = AAC.to_vec();
            damaged[at] = !damaged[at];
            read(&mut Cursor::new(&damaged));
        }
        assert_eq!(read(&mut Cursor::new(b"RIFF....WAVE")), None);
        assert_eq!(read(&mut Cursor::new(b"")), None);
    }
}
