use segue::engine::Error;
use std::io::Cursor;

use segue::engine::header::{self, Cover, Gapless, Header};

use crate::support::test;

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<(Header, Option<Cover>), Error> {
    header::read(name, Cursor::new(bytes))
}

/// A PCM WAV of `frames` silent frames.
fn wav(rate: u32, channels: u16, frames: u32) -> Vec<u8> {
    let size = frames * u32::from(channels) * 2;
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36 + size).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate * u32::from(channels) * 2).to_le_bytes());
    bytes.extend((channels * 2).to_le_bytes());
    bytes.extend(16_u16.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(size.to_le_bytes());
    bytes.resize(bytes.len() + size as usize, 0);
    bytes
}

#[test]
fn a_wav_tells_its_rate_channels_and_length() {
    for (rate, channels) in [(8_000, 1), (44_100, 2), (192_000, 6)] {
        let (header, cover) = read("a.wav", wav(rate, channels, 2 * rate)).unwrap();
        assert_eq!((header.format.as_str(), header.sample_rate, header.channels), ("WAV", rate, channels));
        assert!((header.seconds.unwrap() - 2.0).abs() < 0.01, "{:?}", header.seconds);
        assert_eq!((header.title, cover), (None, None));
    }
}

#[test]
fn a_wav_that_lacks_its_end_tells_its_rate_all_the_same() {
    let whole = wav(32_000, 2, 1_000);
    for length in [36, 44, 45, 2_000] {
        let (header, _) = read("a.wav", &whole[..length]).unwrap();
        assert_eq!((header.sample_rate, header.channels), (32_000, 2), "{length} bytes");
    }
    assert!(matches!(read("a.wav", &whole[..27]), Err(Error::Malformed(_))));
}

#[test]
fn an_aiff_that_lacks_its_end_tells_its_rate_all_the_same() {
    let whole = include_bytes!("../golden/formats/pcm16.aiff");
    for length in [60, 1_000, whole.len()] {
        let (header, _) = read("a.aiff", &whole[..length]).unwrap();
        let told = (header.format.as_str(), header.sample_rate, header.channels);
        assert_eq!(told, ("AIFF", 8_000, 1), "{length} bytes");
    }
    assert!(matches!(read("a.aiff", &whole[..30]), Err(Error::Malformed(_))));
}

#[test]
fn kinds_that_nobody_decodes_are_called_by_their_names() {
    for (begin, name) in [
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11".as_slice(), "WMA"),
        (b"MAC \x96\x0f", "Monkey"),
        (b"wvpk", "WavPack"),
    ] {
        let refused = read("a.mp3", [begin, &[0; 500]].concat()).unwrap_err();
        assert!(matches!(refused, Error::Unsupported(_)) && refused.to_string().contains(name), "{refused}");
    }
}

#[test]
fn a_webm_may_tell_its_length() {
    let begin = |length: &[u8]| [b"\x1a\x45\xdf\xa3\x42\x86\x81\x01".as_slice(), length, &[0; 50]].concat();
    let seconds = |length: &[u8]| read("a.webm", begin(length)).unwrap().0.seconds;
    assert_eq!(seconds(&[&[0x44, 0x89, 0x88], &2_500.0_f64.to_be_bytes()[..]].concat()), Some(2.5));
    assert_eq!(seconds(&[&[0x44, 0x89, 0x84], &2_500.0_f32.to_be_bytes()[..]].concat()), Some(2.5));
    assert_eq!(seconds(&[&[0x44, 0x89, 0x88], &f64::NAN.to_be_bytes()[..]].concat()), None);
    assert_eq!(seconds(b""), None);
}

#[test]
fn the_bytes_decide_and_not_the_name() {
    assert_eq!(read("a.mp3", wav(48_000, 1, 1_000)).unwrap().0.format, "WAV");
    assert_eq!(read("no extension", wav(48_000, 1, 1_000)).unwrap().0.sample_rate, 48_000);
}

#[test]
fn what_is_no_audio_is_refused() {
    assert_eq!(read("a.mp3", b""), Err(Error::Empty));
    assert!(matches!(read("a.txt", b"hello, hello, hello"), Err(Error::Unsupported(_))));
    assert!(matches!(read("a.mp3", b"hello, hello, hello"), Err(Error::Unsupported(_))));
    assert!(matches!(read("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(Error::Unsupported(_))));
}

#[test]
fn webm_is_taken_for_opus() {
    let (header, _) = read("a.webm", b"\x1a\x45\xdf\xa3 and so on").unwrap();
    assert_eq!((header.format.as_str(), header.sample_rate), ("WebM", 48_000));
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use super::read;
    use proptest::prelude::*;

    /// First bytes that lead into each of the readers.
    const MAGICS: [&[u8]; 9] = [
        b"",
        b"ID3\x04\0\0\0\0\0\x40TIT2",
        b"\xff\xfb\x90\x64",
        b"fLaC\0\0\0\x22",
        b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x1e\x01vorbis",
        b"RIFF\xff\0\0\0WAVEfmt \x10\0\0\0",
        b"\0\0\0\x20ftypM4A \0\0\0\0\0\0\0\x40moov",
        b"FORM\0\0\0\xffAIFFCOMM\0\0\0\x12",
        b"\xff\xf1\x50\x80",
    ];

    proptest! {
        #[test]
        fn hostile_bytes_never_panic(magic in 0..MAGICS.len(), rest in prop::collection::vec(any::<u8>(), 0..600)) {
            let bytes = [MAGICS[magic], &rest].concat();
            let _ = read("song.mp3", &bytes);
        }

        #[test]
        fn a_cut_off_wav_never_panics(length in 0_usize..200) {
            let whole = super::wav(44_100, 2, 40);
            let _ = read("song.wav", &whole[..length.min(whole.len())]);
        }

        #[test]
        fn a_damaged_aiff_never_panics(length in 0_usize..100, place in 0_usize..100, byte in any::<u8>()) {
            let mut bytes = include_bytes!("../golden/formats/pcm16.aiff")[..length].to_vec();
            if let Some(at) = bytes.get_mut(place) {
                *at = byte;
            }
            let _ = read("song.aiff", &bytes);
        }
    }
}

#[test]
fn an_mp3_tells_the_silence_around_the_song() {
    let told = |bytes: &[u8]| read("a.mp3", bytes).unwrap().0.gapless;
    let lame = Gapless { delay: 576, padding: 1_026, whole: 117 * 1_152 };
    assert_eq!(told(include_bytes!("../golden/formats/cbr.mp3")), Some(lame));
    assert_eq!(told(include_bytes!("../golden/formats/vbr.mp3")), Some(lame));
    assert_eq!(told(include_bytes!("../golden/formats/plain.mp3")), None);
    assert_eq!(read("a.wav", wav(44_100, 2, 88_200)).unwrap().0.gapless, None);
    let behind_a_sleeve =
        [b"ID3\x03\0\0\0\x01\0\0".as_slice(), &[0; 128 * 128], include_bytes!("../golden/formats/cbr.mp3")];
    assert_eq!(told(&behind_a_sleeve.concat()), Some(lame));
}

#[test]
fn a_cut_off_mp3_tells_nothing_wrong() {
    let whole = include_bytes!("../golden/formats/cbr.mp3");
    for length in 1..400 {
        if let Ok((header, _)) = read("a.mp3", &whole[..length]) {
            assert!(header.gapless.is_none_or(|told| told.song(133_182) == (0..133_182)), "{length} bytes");
        }
    }
}

/// Of 133,182 samples in frames that hold 134,784, 1,105 of which are ahead of the song.
#[test]
fn whatever_a_browser_leaves_of_the_silence_is_cut_off() {
    let told = Gapless { delay: 576, padding: 1_026, whole: 134_784 };
    for (browser, decoded, song) in [
        ("Chromium", 133_182, 0..133_182),
        ("Firefox", 134_784 - 529, 576..576 + 133_182),
        ("WebKit", 134_784, 1_105..1_105 + 133_182),
        ("one that hears more than there is", 134_785, 0..134_785),
        ("one that lacks the end", 100_000, 0..100_000),
    ] {
        assert_eq!(told.song(decoded), song, "{browser}");
    }
}
