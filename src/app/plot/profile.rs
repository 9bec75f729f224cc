//! What a song and its neighbour sound like on the whole: level over pitch, and the difference below.

use std::rc::Rc;

use plotters::element::DashedPathElement;
use plotters::prelude::*;
use yew::prelude::*;

use super::paper::{Area, Paper, use_paper};
use crate::app::telling::profile::Curves;

/// Of the height: what the curves have; the rest is the difference's.
const UPPER: f64 = 0.68;
/// CSS pixels: the width of a curve, and the dashes of the neighbour's.
const WIDTH: f64 = 2.0;
const DASH: f64 = 6.0;
const SPACE: f64 = 3.0;

/// See [`Profile`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The curves, once they are known.
    pub curves: Option<Rc<Curves>>,
    /// What they say.
    pub label: String,
}

/// The curves; until they are known, an empty plot.
#[component]
pub fn Profile(props: &Props) -> Html {
    let canvas = use_node_ref();
    use_paper(canvas.clone(), props.curves.clone(), |paper, curves| {
        if let (Some(area), Some(curves)) = (paper.area(), curves) {
            // A canvas that refuses a line has nothing better to show.
            let _ = draw(paper, &area, curves);
        }
    });
    html! { <canvas ref={canvas} role="img" aria-label={props.label.clone()} /> }
}

type Drawn = Result<(), Box<dyn std::error::Error>>;

fn draw(paper: &Paper, area: &Area, curves: &Curves) -> Drawn {
    let line = paper.colour("--line").stroke_width(1);
    let upper = UPPER * f64::from(paper.height);
    for (_, up) in curves.rungs() {
        let down = ((1.0 - up) * upper).round() as i32;
        area.draw(&PathElement::new([(0, down), (paper.width, down)], line))?;
    }
    difference(paper, area, curves)?;
    let floor = f64::from(curves.floor());
    let points = |levels: &[f32]| -> Vec<(i32, i32)> {
        let down = |level: f32| (f64::from(level) / floor * upper).round() as i32;
        levels.iter().enumerate().map(|(band, &level)| (across(paper, band, levels), down(level))).collect()
    };
    let pixels = |length: f64| (length * paper.scale).round().max(1.0) as u32;
    let ink = paper.colour("--ink").stroke_width(pixels(WIDTH));
    area.draw(&PathElement::new(points(&curves.ours), ink))?;
    let accent = paper.colour("--accent").stroke_width(pixels(WIDTH));
    let theirs = points(&curves.theirs).into_iter();
    area.draw(&DashedPathElement::new(theirs, pixels(DASH), pixels(SPACE), accent))?;
    Ok(())
}

/// What the song has more stands above the line, in its colour; what the neighbour has more below it, in its own.
fn difference(paper: &Paper, area: &Area, curves: &Curves) -> Drawn {
    let height = f64::from(paper.height);
    let middle = height * f64::midpoint(UPPER, 1.0);
    let half = height * (1.0 - UPPER) / 2.0;
    let (ours, theirs) = (paper.colour("--ink").mix(0.55), paper.colour("--accent").mix(0.8));
    let levels = curves.difference();
    let edge = |band: usize| (f64::from(paper.width) * band as f64 / levels.len() as f64).round() as i32;
    for (band, &more) in levels.iter().enumerate() {
        let end = (middle - f64::from(more / curves.reach()) * half).round() as i32;
        let (top, bottom) = (end.min(middle as i32), end.max(middle as i32));
        let colour = if more > 0.0 { ours } else { theirs };
        if top < bottom {
            area.draw(&Rectangle::new([(edge(band), top), (edge(band + 1), bottom)], colour.filled()))?;
        }
    }
    let zero = paper.colour("--soft").stroke_width(1);
    area.draw(&PathElement::new([(0, middle as i32), (paper.width, middle as i32)], zero))?;
    Ok(())
}

/// The middle of a band.
fn across(paper: &Paper, band: usize, levels: &[f32]) -> i32 {
    (f64::from(paper.width) * (band as f64 + 0.5) / levels.len() as f64).round() as i32
}
