//! Lines in a frame of two axes: curves, what is marked beside them, and points.

use plotters::element::DashedPathElement;
use plotters::prelude::*;

use super::paper::{Area, Paper};

/// A line, or where it has one place, a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Shares of the picture, rightwards and upwards.
    pub places: Vec<[f64; 2]>,
    /// How it is drawn.
    pub ink: Ink,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ink {
    /// A mark on an axis.
    Hair,
    /// What a curve is compared with.
    Mark,
    /// The curve itself, in the colour of this custom property.
    Curve(&'static str),
    /// Another curve, while one stands out.
    Faint(&'static str),
    /// A number of its own, in the colour of this custom property.
    Point(&'static str),
}

/// CSS pixels: the widths of hairs, marks and curves, half a point's, and the dashes of a mark.
const HAIR: f64 = 1.0;
const MARK: f64 = 1.0;
const CURVE: f64 = 2.0;
const POINT: f64 = 4.5;
const DASH: f64 = 4.0;
/// How much of a faint curve is seen.
const FAINT: f64 = 0.15;

/// Draws the lines in their order.
pub fn draw(paper: &Paper, area: &Area, lines: &[Line]) -> Result<(), Box<dyn std::error::Error>> {
    let pixels = |length: f64| (length * paper.scale).round().max(1.0) as u32;
    for line in lines {
        let places: Vec<(i32, i32)> = line.places.iter().map(|place| pixel(paper, *place)).collect();
        let style = |property, width| ShapeStyle::from(paper.colour(property)).stroke_width(pixels(width));
        match line.ink {
            Ink::Hair => area.draw(&PathElement::new(places, style("--line", HAIR)))?,
            Ink::Mark => {
                let dash = pixels(DASH);
                area.draw(&DashedPathElement::new(places, dash, dash, style("--soft", MARK)))?;
            }
            Ink::Curve(property) => area.draw(&PathElement::new(places, style(property, CURVE)))?,
            Ink::Faint(property) => {
                let colour = paper.colour(property).mix(FAINT);
                area.draw(&PathElement::new(places, colour.stroke_width(pixels(CURVE))))?;
            }
            Ink::Point(property) => {
                for place in places {
                    area.draw(&Circle::new(place, pixels(POINT), paper.colour(property).filled()))?;
                }
            }
        }
    }
    Ok(())
}

/// Inside of the paper, also at its edges.
fn pixel(paper: &Paper, [across, up]: [f64; 2]) -> (i32, i32) {
    let place = |share: f64, length: i32| (share * f64::from(length - 1)).round() as i32;
    (place(across, paper.width), place(1.0 - up, paper.height))
}
