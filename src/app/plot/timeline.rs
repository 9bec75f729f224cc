//! What the song is called, from left to right: one column for each window, one block for each genre.

use std::rc::Rc;

use plotters::prelude::*;
use yew::prelude::*;

use super::paper::{Area, Paper, use_paper};
use crate::app::state::Answer;
use crate::app::stretch::Stretch;
use crate::app::telling::{self, along};
use crate::app::view::hue;
use crate::engine::analysis::Analysis;

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
            if let (Some(area), Some(answer)) = (paper.area(), answer) {
                let layers = layers(paper, &answer.analysis, alone.as_deref());
                // A canvas that refuses a rectangle has nothing better to show.
                let _ = draw(paper, &area, &answer.analysis, &layers, *stretch);
            }
        },
    );
    let label = answer.as_ref().map_or_else(
        || "The genres along the song follow.".to_owned(),
        |answer| match alone {
            Some(alone) => along::alone(&answer.analysis, alone),
            None => telling::timeline(&answer.analysis),
        },
    );
    html! { <canvas ref={canvas} class="genres" role="img" aria-label={label} /> }
}

/// The genres that are stacked, from below, by their places; the rest of the lane stays empty.
fn layers(paper: &Paper, analysis: &Analysis, alone: Option<&str>) -> Vec<(usize, RGBColor)> {
    let named = analysis.genres.iter().enumerate();
    let shown = named.filter(|(_, genre)| alone.is_none_or(|alone| alone == genre.genre));
    shown.map(|(place, genre)| (place, paper.colour(hue::property(&genre.genre)))).collect()
}

fn draw(
    paper: &Paper,
    area: &Area,
    analysis: &Analysis,
    layers: &[(usize, RGBColor)],
    stretch: Stretch,
) -> Result<(), Box<dyn std::error::Error>> {
    let width = f64::from(paper.width);
    let place = |time: f64| width * stretch.place(time / analysis.song.seconds.max(f64::MIN_POSITIVE));
    let columns = telling::columns(&analysis.timeline, analysis.song.seconds);
    let thin = (GAP * paper.scale).round() as i32;
    for (step, edges) in analysis.timeline.iter().zip(columns) {
        let [from, to] = edges.map(place);
        if to <= 0.0 || from >= width {
            continue;
        }
        let gap = if to - from > SPARE * paper.scale { thin } else { 0 };
        let (left, right) = (from.max(0.0).round() as i32, to.round() as i32);
        let right = if right < paper.width { right - gap } else { paper.width };
        let mut stacked = 0.0_f64;
        for (genre, colour) in layers {
            let bottom = level(paper, stacked);
            stacked += step.probabilities.get(*genre).copied().map_or(0.0, f64::from);
            let top = level(paper, stacked) + if stacked < 0.999 && layers.len() > 1 { thin } else { 0 };
            if top < bottom {
                area.draw(&Rectangle::new([(left, top), (right, bottom)], colour.filled()))?;
            }
        }
    }
    Ok(())
}

/// How far down the lane this share of it ends, counted from below.
fn level(paper: &Paper, share: f64) -> i32 {
    (f64::from(paper.height) * (1.0 - share.min(1.0))).round() as i32
}
