//! What is drawn of a map: thousands of small squares.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::paper::Paper;
use crate::app::atlas::View;
use crate::app::view::hue;
use crate::engine::survey::Survey;

/// CSS pixels from one side of a dot to the other, seen from afar, and how much a nearer look adds.
const DOT: f64 = 2.6;
const NEARER: f64 = 0.8;
/// How much ink a dot has, and one that is not asked for.
const INK: f64 = 0.7;
const FAINT: f64 = 0.1;

/// What is drawn on the canvas; all else lies above it.
#[derive(Clone, PartialEq)]
pub struct Scene {
    pub places: Rc<Vec<[f32; 2]>>,
    /// Colours, by custom property, and the songs of each.
    pub groups: Rc<Vec<(&'static str, Vec<u32>)>>,
    pub asked: Option<Rc<Vec<bool>>>,
    pub view: View,
}

/// The songs of each colour.
pub fn groups(survey: &Survey) -> Vec<(&'static str, Vec<u32>)> {
    let mut groups: BTreeMap<&'static str, Vec<u32>> = BTreeMap::new();
    for (position, song) in (0..).zip(&survey.songs) {
        let genre = song.genre.and_then(|genre| survey.genres.get(usize::from(genre)));
        groups.entry(hue::property(genre.map_or("", String::as_str))).or_default().push(position);
    }
    groups.into_iter().collect()
}

/// What is faint first, so that it covers nothing.
pub fn draw(paper: &Paper, scene: &Scene) {
    let Some(brush) = &paper.brush else { return };
    let (width, height) = (f64::from(paper.width), f64::from(paper.height));
    let side = (DOT + NEARER * f64::from(scene.view.zoom()).log2()) * paper.scale;
    let is_asked =
        |position: u32| scene.asked.as_ref().is_none_or(|asked| asked.get(position as usize) == Some(&true));
    for (strong, alpha) in [(false, FAINT), (true, INK)] {
        brush.set_global_alpha(alpha);
        for (property, songs) in scene.groups.iter() {
            let colour = paper.colour(property);
            brush.set_fill_style_str(&format!("rgb({} {} {})", colour.0, colour.1, colour.2));
            for &position in songs.iter().filter(|position| is_asked(**position) == strong) {
                let Some(&place) = scene.places.get(position as usize) else { continue };
                let [across, down] = scene.view.seen(place).map(f64::from);
                if (-0.01..=1.01).contains(&across) && (-0.01..=1.01).contains(&down) {
                    brush.fill_rect(across * width - side / 2.0, down * height - side / 2.0, side, side);
                }
            }
        }
    }
}
