use segue::engine::frontend::Frontend;
use segue::engine::listener::{Heard, Listener};
use segue::engine::outline::WAVEFORM_COLUMNS;
use segue::engine::pcm::{Pcm, SAMPLE_RATE};
use segue::engine::segment::{
    CLIP_FRAMES, Description, Descriptor, MOST_COMPARED, MelStats, SEGMENT_FRAMES, WINDOW_FRAMES,
};
use segue::engine::spectrogram::Spectrogram;
use segue::engine::spectrum::HOP;
use segue::engine::{Error, hear};

use crate::support::song::song;
use crate::support::test;

const RATE: u32 = 44_100;

/// Hears a song in pieces of these lengths, again and again.
fn in_pieces(channels: &[&[f32]], rate: u32, lengths: &[usize]) -> Result<Heard, Error> {
    let mut listener = Listener::new(rate)?;
    let (mut start, mut turn) = (0, 0);
    while start < channels[0].len() {
        let end = (start + lengths[turn % lengths.len()]).min(channels[0].len());
        let piece: Vec<&[f32]> = channels.iter().map(|channel| &channel[start..end]).collect();
        listener.push(&piece)?;
        (start, turn) = (end, turn + 1);
    }
    listener.finish()
}

#[test]
fn however_a_song_is_cut_the_same_is_heard() {
    // One window; one that is longer than a window; several.
    for (seconds, rate) in [(7, RATE), (32, SAMPLE_RATE), (40, 48_000)] {
        let left = song(seconds * rate as usize, rate);
        let right: Vec<f32> = left.iter().rev().copied().collect();
        let channels: [&[f32]; 2] = [&left, &right];
        let whole = hear(&channels, rate, &mut |_| {}).unwrap();
        for lengths in [[1, 700, 5].as_slice(), &[1152], &[100_003], &[left.len()]] {
            assert_eq!(in_pieces(&channels, rate, lengths).unwrap(), whole, "{seconds} s, {lengths:?}");
        }
    }
}

#[test]
fn what_is_heard_as_it_comes_is_what_is_heard_of_all_at_once() {
    for seconds in [3, 7, 31, 40, 100] {
        let samples = song(seconds * RATE as usize, RATE);
        let heard = in_pieces(&[&samples], RATE, &[4_096]).unwrap();
        let pcm = Pcm::from_planar(&[&samples], RATE).unwrap();
        let frames = Frontend::new().listen(&pcm, &mut |_| {});
        assert_eq!(heard.seconds, pcm.seconds());
        assert_eq!(heard.description, Description::of(&frames), "{seconds} s");
        assert_eq!(heard.spectrogram, Spectrogram::of(&frames), "{seconds} s");
    }
}

#[test]
fn the_outline_encloses_every_sample() {
    let mut samples = song(100 * SAMPLE_RATE as usize, SAMPLE_RATE);
    samples[1_234_567] = 0.9;
    samples[321] = -0.8;
    let outline = in_pieces(&[&samples], SAMPLE_RATE, &[777]).unwrap().waveform;
    assert_eq!(outline.len(), WAVEFORM_COLUMNS);
    assert!(outline.iter().all(|[low, high]| low <= high));
    let column = |sample: usize| sample * WAVEFORM_COLUMNS / samples.len();
    assert_eq!((outline[column(1_234_567)][1], outline[column(321)][0]), (0.9, -0.8));
    let (low, high) =
        outline.iter().fold((0.0_f32, 0.0_f32), |(l, h), peak| (l.min(peak[0]), h.max(peak[1])));
    assert_eq!((low, high), (-0.8, 0.9));
}

#[test]
fn what_cannot_be_heard_is_refused_where_it_shows() {
    let samples = song(4 * RATE as usize, RATE);
    assert_eq!(
        Listener::new(7_999).err(),
        Some(Error::SampleRate { lowest: 8_000, highest: 768_000, got: 7_999 })
    );
    assert_eq!(in_pieces(&[&samples[..0]], RATE, &[1]), Err(Error::Empty));
    assert!(matches!(in_pieces(&[&samples[..9_000]], RATE, &[500]), Err(Error::TooShort { .. })));
    assert_eq!(in_pieces(&[&vec![0.0; 200_000]], RATE, &[500]), Err(Error::Silent));
    let mut broken = samples.clone();
    broken[100_000] = f32::NAN;
    assert_eq!(in_pieces(&[&broken], RATE, &[999]), Err(Error::NotFinite { position: 100_000 }));
    let mut listener = Listener::new(RATE).unwrap();
    assert!(matches!(listener.push(&[&samples, &samples[1..]]), Err(Error::Shape { .. })));
    assert_eq!(listener.push(&[]), Err(Error::Empty));
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn past_an_hour_each_clip_has_its_own_floor_and_nothing_is_lost() {
    let minute = song(60 * SAMPLE_RATE as usize, SAMPLE_RATE);
    // The second hour is much louder: alone in a clip, the first is not clipped below it.
    let louder: Vec<f32> = minute.iter().map(|sample| 1_000.0 * sample).collect();
    let quiet: Vec<f32> = minute.iter().map(|sample| 0.001 * sample).collect();
    let mut listener = Listener::new(SAMPLE_RATE).unwrap();
    let mut first = Listener::new(SAMPLE_RATE).unwrap();
    for turn in 0..70 {
        listener.push(&[if turn < 61 { &quiet } else { &louder }]).unwrap();
        if turn < 60 {
            first.push(&[&quiet]).unwrap();
        }
    }
    let (all, first) = (listener.finish().unwrap().description, first.finish().unwrap().description);
    let frames = 1 + 70 * 60 * SAMPLE_RATE as usize / HOP;
    let segments = CLIP_FRAMES / SEGMENT_FRAMES + (frames - CLIP_FRAMES) / SEGMENT_FRAMES;
    assert_eq!(all.mel.spans.len(), segments);
    assert_eq!(all.cepstral.spans.len(), 1 + (frames - WINDOW_FRAMES) / SEGMENT_FRAMES);
    assert!(all.mel.spans.windows(2).all(|pair| pair[0].1 == pair[1].0), "segments lie side by side");
    assert_eq!(all.mel.spans.last().unwrap().1, 4_200.0);
    let (rows, spans) = all.compared(Descriptor::MelStats);
    assert_eq!((rows.nrows(), spans.len()), (MOST_COMPARED, MOST_COMPARED));
    assert_eq!((spans[0], spans[300]), (all.mel.spans[0], all.mel.spans[segments / 2]));
    assert_eq!(rows.row(300), all.mel.values.row(segments / 2));
    let clip = first.mel.values.nrows() - 1; // its last segment is cut where the song ends
    assert_eq!(
        all.mel.values.rows().into_iter().take(clip).collect::<Vec<_>>(),
        first.mel.values.rows().into_iter().take(clip).collect::<Vec<_>>()
    );
}

#[test]
fn levels_alone_are_those_of_listening() {
    let pcm = Pcm::from_resampled(song(5 * SAMPLE_RATE as usize, SAMPLE_RATE)).unwrap();
    let mut frontend = Frontend::new();
    let (levels, frames) = (frontend.levels(&pcm), frontend.listen(&pcm, &mut |_| {}));
    assert_eq!(MelStats::of_levels(&levels), MelStats::of(&frames));
}
