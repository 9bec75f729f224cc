//! How much of the variance so many components hold.

use std::rc::Rc;

use yew::prelude::*;

use super::chart::{Chart, Reading};
use super::lines::{Ink, Line};
use crate::app::graph::so_far;

/// The running sum of each component's share, and where comparing ends.
pub fn curve(explained: &[f32], compared: u32) -> Html {
    let sums = so_far(explained);
    let count = sums.len().max(1);
    let across = |components: usize| components as f64 / count as f64;
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let readings = sums.iter().enumerate().map(|(place, &sum)| Reading {
        at: across(place + 1),
        told: format!("{} components hold {:.1} %", place + 1, sum * 100.0),
    });
    let up = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| (percent(share), share)).to_vec();
    let ticks =
        [1, count / 4, count / 2, 3 * count / 4, count].map(|tick| (tick.to_string(), across(tick))).to_vec();
    let places = sums.iter().enumerate().map(|(place, &sum)| [across(place + 1), sum]);
    let places = std::iter::once([0.0, 0.0]).chain(places).collect();
    let end = across(compared as usize);
    let lines = vec![
        Line { places: vec![[end, 0.0], [end, 1.0]], ink: Ink::Mark },
        Line { places, ink: Ink::Curve("--accent") },
    ];
    html! {
        <Chart label="Variance that the first components hold together" across={ticks} {up} readings={Rc::new(readings.collect::<Vec<_>>())} unit="Components, from left to right" {lines} />
    }
}
