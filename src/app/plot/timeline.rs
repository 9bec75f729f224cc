//! What the song is called, from left to right: one column for each window, one block for each genre.

use std::rc::Rc;

use plotters::prelude::*;
use yew::prelude::*;

use super::paper::{Area, Paper, use_paper};
use crate::app::state::Answer;
use crate::app::telling;
use crate::app::view::hue;

/// CSS pixels between columns, where columns are wide enough to spare them.
const GAP: f64 = 1.0;
const SPARE: f64 = 6.0;

/// See [`Timeline`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The answer, once there is one.
    pub answer: Option<Rc<Answer>>,
}

/// The genres along the song; until they are known, an empty lane.
#[component]
pub fn Timeline(props: &Props) -> Html {
    let canvas = use_node_ref();
    use_paper(canvas.clone(), props.answer.clone(), |paper, answer| {
        if let (Some(area), Some(answer)) = (paper.area(), answer) {
            // A canvas that refuses a rectangle has nothing better to show.
            let _ = draw(paper, &area, answer);
        }
    });
    let label = props.answer.as_ref().map_or_else(
        || "The genres along the song follow.".to_owned(),
        |answer| telling::timeline(&answer.analysis),
    );
    html! { <canvas ref={canvas} class="genres" role="img" aria-label={label} /> }
}

fn draw(paper: &Paper, area: &Area, answer: &Answer) -> Result<(), Box<dyn std::error::Error>> {
    let analysis = &answer.analysis;
    let colours: Vec<RGBColor> =
        analysis.genres.iter().map(|genre| paper.colour(hue::property(&genre.genre))).collect();
    let across = f64::from(paper.width) / analysis.song.seconds.max(f64::MIN_POSITIVE);
    let columns = telling::columns(&analysis.timeline, analysis.song.seconds);
    for (step, [from, to]) in analysis.timeline.iter().zip(columns) {
        let gap =
            if (to - from) * across > SPARE * paper.scale { (GAP * paper.scale).round() as i32 } else { 0 };
        let (left, right) = ((from * across).round() as i32, (to * across).round() as i32);
        let right = if right < paper.width { right - gap } else { paper.width };
        let mut stacked = 0.0_f64;
        for (probability, colour) in step.probabilities.iter().zip(&colours) {
            let bottom = level(paper, stacked);
            stacked += f64::from(*probability);
            let top =
                level(paper, stacked) + if stacked < 0.999 { (GAP * paper.scale).round() as i32 } else { 0 };
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
