//! Which part of the song met which part of its neighbour: two lines of time, and the links between them.

use std::rc::Rc;

use plotters::prelude::*;
use yew::prelude::*;

use super::paper::{Area, Paper, use_paper};
use crate::app::links::{BLOCK, Link};

/// CSS pixels: the height of a line of time, and of the gap between it and the links.
const TIME: f64 = 6.0;
const GAP: f64 = 2.0;
/// CSS pixels that a link is wide; the one that is pointed at.
const WIDTH: f64 = 1.25;
const POINTED: f64 = 2.5;
/// Points of a curve.
const POINTS: u32 = 32;
/// How much ink the weakest and the strongest links have.
const INK: [f64; 2] = [0.1, 0.6];
/// CSS pixels between the parts of a line, where parts are wide enough to spare it.
const BETWEEN: f64 = 1.0;
const SPARE: f64 = 5.0;

/// See [`Links`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The links, in time order.
    pub links: Rc<Vec<Link>>,
    /// Vectors of the neighbour; 0 before anything is known.
    pub parts: u32,
    /// The number of the link that is pointed at.
    pub pointed: usize,
}

/// The picture; until the links are known, the two lines alone. What it shows, its neighbours say.
#[component]
pub fn Links(props: &Props) -> Html {
    let canvas = use_node_ref();
    use_paper(canvas.clone(), props.clone(), |paper, props| {
        if let Some(area) = paper.area() {
            // A canvas that refuses a line has nothing better to show.
            let _ = draw(paper, &area, props);
        }
    });
    html! { <canvas ref={canvas} aria-hidden="true" /> }
}

type Drawn = Result<(), Box<dyn std::error::Error>>;

fn draw(paper: &Paper, area: &Area, Props { links, parts, pointed }: &Props) -> Drawn {
    let time = (TIME * paper.scale).round() as i32;
    let soft = paper.colour("--soft").mix(0.45).filled();
    area.draw(&Rectangle::new([(0, 0), (paper.width, time)], soft))?;
    let width = f64::from(paper.width);
    let below = |from: f64, to: f64| {
        let corner = |share: f64| (share * width).round() as i32;
        Rectangle::new([(corner(from), paper.height - time), (corner(to), paper.height)], soft)
    };
    if *parts == 1 {
        area.draw(&below(BLOCK[0], BLOCK[1]))?;
    } else {
        let count = f64::from((*parts).max(1));
        let spare = if width / count > SPARE * paper.scale { BETWEEN * paper.scale / width } else { 0.0 };
        if spare > 0.0 {
            for part in 0..*parts {
                area.draw(&below(f64::from(part) / count, f64::from(part + 1) / count - spare))?;
            }
        } else {
            area.draw(&below(0.0, 1.0))?;
        }
    }
    let ink = paper.colour("--ink");
    for (_, &link) in links.iter().enumerate().filter(|(number, _)| number != pointed) {
        let strength = INK[0] + (INK[1] - INK[0]) * link.weight.powi(2);
        curve(paper, area, link, ink.mix(strength).stroke_width(thick(paper, WIDTH)))?;
    }
    if let Some(&link) = links.get(*pointed) {
        curve(paper, area, link, paper.colour("--accent").stroke_width(thick(paper, POINTED)))?;
    }
    Ok(())
}

fn thick(paper: &Paper, width: f64) -> u32 {
    (width * paper.scale).round().max(1.0) as u32
}

fn curve(paper: &Paper, area: &Area, link: Link, style: ShapeStyle) -> Drawn {
    let margin = (TIME + GAP) * paper.scale;
    let (width, height) = (f64::from(paper.width), f64::from(paper.height) - 2.0 * margin);
    let point = |step: u32| {
        let down = f64::from(step) / f64::from(POINTS);
        ((link.across(down) * width).round() as i32, (margin + down * height).round() as i32)
    };
    area.draw(&PathElement::new((0..=POINTS).map(point).collect::<Vec<_>>(), style))?;
    Ok(())
}
