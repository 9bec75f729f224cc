//! Where the songs of a catalogue lie, as a soft shade, and one song's way through them, coloured by time.

use std::rc::Rc;

use ndarray::Array2;
use plotters::prelude::*;
use yew::prelude::*;

use super::paper::{Area, Paper, use_paper};
use crate::app::passing;
use crate::app::sight::Scene;
use crate::app::view::hue;

/// CSS pixels: how wide the way is, and the strip of paper on each side that keeps it apart from what lies below.
const WAY: f64 = 1.75;
const CASING: f64 = 1.25;
/// CSS pixels from a window's middle to its rim: of most, and of the first and last.
const WINDOW: f64 = 2.75;
const END: f64 = 5.0;
/// How much of the colour is seen where the catalogue is most crowded.
const DENSEST: f64 = 0.62;

/// See [`Path`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What there is to see, once it is known.
    pub scene: Option<Rc<Scene>>,
    /// The genre whose songs are shown, unless all are.
    pub genre: Option<String>,
    /// The same in words.
    pub label: AttrValue,
}

/// The picture; until there is anything to see, an empty one.
#[component]
pub fn Path(props: &Props) -> Html {
    let canvas = use_node_ref();
    use_paper(canvas.clone(), (props.scene.clone(), props.genre.clone()), |paper, (scene, genre)| {
        if let Some(scene) = scene {
            shade(paper, scene, genre.as_deref());
            if let Some(area) = paper.area() {
                // A canvas that refuses a line has nothing better to show.
                let _ = draw(paper, &area, scene);
            }
        }
    });
    html! { <canvas ref={canvas} class="way-through" role="img" aria-label={props.label.clone()} /> }
}

/// The catalogue.
fn shade(paper: &Paper, scene: &Scene, genre: Option<&str>) {
    let RGBColor(red, green, blue) = paper.colour(genre.map_or("--soft", hue::property));
    let Scene { density, grid, .. } = scene;
    let pixels: Vec<u8> = from_the_top(density)
        .flat_map(|level| [red, green, blue, (f64::from(level) * DENSEST).round() as u8])
        .collect();
    let _ = paper.lay(&pixels, density.ncols(), *grid);
}

/// Row after row as pictures have them, the highest first.
fn from_the_top(density: &Array2<u8>) -> impl Iterator<Item = u8> {
    density.rows().into_iter().rev().flat_map(|row| row.to_vec())
}

/// The lines of no value, then the way, then its windows.
fn draw(paper: &Paper, area: &Area, scene: &Scene) -> Result<(), Box<dyn std::error::Error>> {
    let [x, y] = scene.sight.place([0.0, 0.0]);
    for ends in [[[x, 0.0], [x, 1.0]], [[0.0, y], [1.0, y]]] {
        line(paper, area, ends, paper.colour("--line"), 1.0)?;
    }
    let blank = paper.colour("--paper");
    for (ends, times) in scene.places.windows(2).zip(scene.times.windows(2)) {
        let ends = [ends[0], ends[1]];
        line(paper, area, ends, blank, WAY + 2.0 * CASING)?;
        line(paper, area, ends, passed(paper, scene, f64::midpoint(times[0], times[1])), WAY)?;
    }
    let last = scene.places.len().saturating_sub(1);
    for (window, (place, time)) in scene.places.iter().zip(&scene.times).enumerate() {
        let radius = if window == 0 || window == last { END } else { WINDOW };
        for (radius, colour) in [(radius + CASING, blank), (radius, passed(paper, scene, *time))] {
            let pixels = (radius * paper.scale).round() as i32;
            area.draw(&Circle::new(point(paper, *place), pixels, colour.filled()))?;
        }
    }
    Ok(())
}

/// The colour of a time (seconds) between the first window and the last.
fn passed(paper: &Paper, scene: &Scene, time: f64) -> RGBColor {
    let ends = scene.times.first().zip(scene.times.last());
    let share = ends.map_or(0.0, |(first, last)| (time - first) / (last - first).max(f64::MIN_POSITIVE));
    let [red, green, blue] = passing::colour(share, paper.scheme);
    RGBColor(red, green, blue)
}

/// A line so many CSS pixels wide.
fn line(
    paper: &Paper,
    area: &Area,
    ends: [[f64; 2]; 2],
    colour: RGBColor,
    wide: f64,
) -> Result<(), Box<dyn std::error::Error>> {
    let stroke_width = (wide * paper.scale).round() as u32;
    let style = ShapeStyle { color: colour.into(), filled: false, stroke_width };
    area.draw(&PathElement::new(ends.map(|end| point(paper, end)).to_vec(), style))?;
    Ok(())
}

fn point(paper: &Paper, [x, y]: [f64; 2]) -> (i32, i32) {
    ((x * f64::from(paper.width)).round() as i32, (y * f64::from(paper.height)).round() as i32)
}
