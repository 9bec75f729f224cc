//! What the song is called, from left to right: one column for each window, one block for each genre.

use std::rc::Rc;

use yew::prelude::*;

use super::paper::{Paper, use_paper};
use crate::app::state::Answer;
use crate::app::stretch::Stretch;
use crate::app::telling::{self, along};
use crate::app::view::hue;
use crate::engine::analysis::{Analysis, TimelineStep};

/// CSS pixels between columns, where columns are wide enough to spare them.
const GAP: f64 = 1.0;
const SPARE: f64 = 6.0;

/// See [`Timeline`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The answer, once there is one.
    pub answer: Option<Rc<Answer>>,
    /// The genre that is shown alone, if one is.
    pub alone: Option<String>,
    /// How much of the song is shown.
    pub stretch: Stretch,
}

/// The genres along the song; until they are known, an empty lane.
#[component]
pub fn Timeline(props: &Props) -> Html {
    let Props { answer, alone, stretch } = props;
    let canvas = use_node_ref();
    use_paper(
        canvas.clone(),
        (answer.clone(), alone.clone(), *stretch),
        |paper, (answer, alone, stretch)| {
            if let Some(answer) = answer {
                draw(paper, &answer.analysis, alone.as_deref(), *stretch);
            }
        },
    );
    let label = use_memo((answer.clone(), alone.clone()), |(answer, alone)| match (answer, alone) {
        (None, _) => "The genres along the song follow.".to_owned(),
        (Some(answer), Some(alone)) => along::alone(&answer.analysis, alone),
        (Some(answer), None) => telling::timeline(&answer.analysis),
    });
    html! { <canvas ref={canvas} class="genres" role="img" aria-label={(*label).clone()} /> }
}

fn draw(paper: &Paper, analysis: &Analysis, alone: Option<&str>, stretch: Stretch) {
    let columns = columns(paper, analysis, stretch);
    let named = analysis.genres.iter().enumerate();
    let shown: Vec<_> = named.filter(|(_, genre)| alone.is_none_or(|alone| alone == genre.genre)).collect();
    let gap = if shown.len() > 1 { (GAP * paper.scale).round() as i32 } else { 0 };
    // From below; the rest of the lane stays empty.
    let mut stacked = vec![0.0_f64; columns.len()];
    for (place, genre) in shown {
        let blocks = columns.iter().zip(&mut stacked).filter_map(|((step, [left, right]), stacked)| {
            let bottom = level(paper, *stacked);
            *stacked += step.probabilities.get(place).copied().map_or(0.0, f64::from);
            let top = level(paper, *stacked) + if *stacked < 0.999 { gap } else { 0 };
            (top < bottom).then_some(([*left, top, *right, bottom], 1.0))
        });
        paper.fill(paper.colour(hue::property(&genre.genre)), blocks);
    }
}

/// The windows that are seen, and from where to where in device pixels.
fn columns<'a>(paper: &Paper, analysis: &'a Analysis, stretch: Stretch) -> Vec<(&'a TimelineStep, [i32; 2])> {
    let width = f64::from(paper.width);
    let place = |time: f64| width * stretch.place(time / analysis.song.seconds.max(f64::MIN_POSITIVE));
    let thin = (GAP * paper.scale).round() as i32;
    let edges = telling::columns(&analysis.timeline, analysis.song.seconds);
    let steps = analysis.timeline.iter().zip(edges).filter_map(|(step, edges)| {
        let [from, to] = edges.map(place);
        let gap = if to - from > SPARE * paper.scale { thin } else { 0 };
        let (left, right) = (from.max(0.0).round() as i32, to.round() as i32);
        let right = if right < paper.width { right - gap } else { paper.width };
        (to > 0.0 && from < width).then_some((step, [left, right]))
    });
    steps.collect()
}

/// How far down the lane this share of it ends, counted from below.
fn level(paper: &Paper, share: f64) -> i32 {
    (f64::from(paper.height) * (1.0 - share.min(1.0))).round() as i32
}
