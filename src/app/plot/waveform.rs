//! How loud the song is, from left to right.

use std::rc::Rc;

use yew::prelude::*;

use super::paper::{Paper, use_paper};
use crate::app::state::Answer;
use crate::app::stretch::Stretch;
use crate::app::telling;

/// CSS pixels from one bar to the next, and how many of them are ink.
const PITCH: f64 = 3.0;
const INK: f64 = 2.0;
/// Fainter bars still leave a dot of this many CSS pixels.
const FAINTEST: f64 = 1.0;

/// See [`Waveform`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The answer, once there is one.
    pub answer: Option<Rc<Answer>>,
    /// How much of it is shown.
    pub stretch: Stretch,
}

/// The waveform; until there is one, a line of rest.
#[component]
pub fn Waveform(props: &Props) -> Html {
    let canvas = use_node_ref();
    use_paper(canvas.clone(), (props.answer.clone(), props.stretch), |paper, (answer, stretch)| {
        draw(paper, answer.as_ref().map_or(&[], |answer| &answer.peaks), *stretch);
    });
    let label = use_memo(props.answer.clone(), |answer| {
        answer.as_ref().map_or_else(
            || "The waveform follows.".to_owned(),
            |answer| telling::waveform(&answer.peaks, answer.analysis.song.seconds),
        )
    });
    html! { <canvas ref={canvas} class="wave" role="img" aria-label={(*label).clone()} /> }
}

fn draw(paper: &Paper, peaks: &[[f32; 2]], stretch: Stretch) {
    let bars = (f64::from(paper.width) / (PITCH * paper.scale)).floor().max(1.0) as usize;
    let ink = (INK * paper.scale).round().max(1.0) as i32;
    let middle = f64::from(paper.height) / 2.0;
    let colour = paper.colour(if peaks.is_empty() { "--line" } else { "--accent" });
    let loudest =
        peaks.iter().flatten().fold(0.0_f32, |loudest, peak| loudest.max(peak.abs())).max(f32::MIN_POSITIVE);
    let bar = |bar: usize| {
        let span = [bar, bar + 1].map(|edge| stretch.share(edge as f64 / bars as f64));
        let [low, high] = extremes(peaks, span);
        let height = |peak: f32| {
            (f64::from(peak.abs() / loudest) * middle * 0.96).max(FAINTEST * paper.scale / 2.0).round()
        };
        let left = (bar as f64 * PITCH * paper.scale).round() as i32;
        let (top, bottom) = ((middle - height(high)) as i32, (middle + height(low)) as i32);
        ([left, top, left + ink, bottom.max(top + 1)], 1.0)
    };
    paper.fill(colour, (0..bars).map(bar));
}

/// Lowest and highest sample of the columns between these shares of the song.
fn extremes(peaks: &[[f32; 2]], [from, to]: [f64; 2]) -> [f32; 2] {
    let count = peaks.len() as f64;
    let (from, to) = ((from * count).floor() as usize, ((to * count).ceil() as usize).min(peaks.len()));
    let span = peaks.get(from..to).unwrap_or_default();
    span.iter().fold([0.0_f32; 2], |[low, high], peak| [low.min(peak[0]), high.max(peak[1])])
}
