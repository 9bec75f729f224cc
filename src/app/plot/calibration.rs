//! How sure, and how right.

use std::rc::Rc;

use yew::prelude::*;

use super::chart::{Chart, Reading};
use super::lines::{Ink, Line};
use crate::engine::report::Bin;

/// The curve beside the diagonal on which it ought to lie, and a table of the same.
/// `bins`: least sure first.
pub fn calibration(bins: &[Bin]) -> Html {
    let bins: Vec<&Bin> = bins.iter().filter(|bin| bin.tracks > 0).collect();
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let told = |bin: &&Bin| {
        format!("{} sure, {} right: {} songs", percent(bin.confidence), percent(bin.accuracy), bin.tracks)
    };
    let readings: Vec<_> = bins.iter().map(|bin| Reading { at: bin.confidence, told: told(bin) }).collect();
    let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| (percent(share), share)).to_vec();
    let row = |bin: &&Bin| {
        html! { <tr key={percent(bin.confidence)}><td>{ percent(bin.confidence) }</td><td>{ percent(bin.accuracy) }</td><td>{ bin.tracks }</td></tr> }
    };
    let places: Vec<[f64; 2]> = bins.iter().map(|bin| [bin.confidence, bin.accuracy]).collect();
    let lines = vec![
        Line { places: vec![[0.0, 0.0], [1.0, 1.0]], ink: Ink::Mark },
        Line { places: places.clone(), ink: Ink::Curve("--accent") },
        Line { places, ink: Ink::Point("--accent") },
    ];
    html! {
        <>
            <Chart label="How often it is right, by how sure it is" across={ticks.clone()} up={ticks} readings={Rc::new(readings)} unit="Sure, from left to right; right, upwards" {lines} />
            <details>
                <summary>{ "The same as a table" }</summary>
                <table class="figures">
                    <caption>{ "Songs by how sure the answer is" }</caption>
                    <thead><tr><th scope="col">{ "Sure" }</th><th scope="col">{ "Right" }</th><th scope="col">{ "Songs" }</th></tr></thead>
                    <tbody>{ for bins.iter().map(row) }</tbody>
                </table>
            </details>
        </>
    }
}
