//! What genres sound like on average: a line for each, from the lowest band to the highest.

use std::rc::Rc;

use yew::prelude::*;

use super::chart::{Chart, Reading};
use super::lines::{Ink, Line};
use crate::app::graph::Scale;
use crate::app::telling::pitch;
use crate::app::telling::survey::registers;
use crate::app::view::hue;
use crate::engine::mel::{BANDS, frequency};
use crate::engine::report::Profile;

/// How far right the first frequency stands: those before it stand too close.
const FIRST: f64 = 0.15;
/// dB between two lines.
const STEP: f64 = 10.0;

/// See [`Profiles`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// One for each genre.
    pub profiles: Rc<Vec<Profile>>,
}

/// The lines, their legend, which lets one stand out, and a table of the same in three numbers each.
#[component]
pub fn Profiles(props: &Props) -> Html {
    let profiles = &props.profiles;
    let chosen = use_state_eq(|| None::<usize>);
    let levels = profiles.iter().flat_map(|profile| profile.levels.iter().map(|&level| f64::from(level)));
    let scale = Scale::around(levels, STEP);
    let readings =
        use_memo(profiles.clone(), |profiles| (0..BANDS).map(|band| reading(profiles, band)).collect());
    let up =
        scale.ticks(STEP).into_iter().map(|tick| (decibels(tick), scale.share(tick))).collect::<Vec<_>>();
    let across = pitch::ticks().into_iter().filter(|(_, at)| *at > FIRST).collect::<Vec<_>>();
    let curve = |(place, profile): (usize, &Profile)| {
        let places = profile.levels.iter().enumerate();
        let places = places.map(|(band, &level)| [middle(band), scale.share(f64::from(level))]);
        let faint = chosen.is_some_and(|chosen| chosen != place);
        let ink = if faint { Ink::Faint } else { Ink::Curve };
        Line { places: places.collect(), ink: ink(hue::property(&profile.genre)) }
    };
    let lines = profiles.iter().enumerate().map(curve).collect::<Vec<_>>();
    html! {
        <>
            <Chart label="Mean level of each genre, by pitch" across={across} {up} {readings} unit="dB, by pitch" {lines} />
            <div class="chips" role="group" aria-label="Let one genre stand out">
                { for profiles.iter().enumerate().map(|(place, profile)| chip(place, profile, &chosen)) }
            </div>
            <details><summary>{ "The same as a table" }</summary>{ table(profiles) }</details>
        </>
    }
}

fn chip(place: usize, profile: &Profile, chosen: &UseStateHandle<Option<usize>>) -> Html {
    let pressed = **chosen == Some(place);
    let chosen = chosen.setter();
    let onclick = Callback::from(move |_: MouseEvent| chosen.set((!pressed).then_some(place)));
    html! {
        <button key={place} class="chip hued" style={hue::style(&profile.genre)} aria-pressed={pressed.to_string()} {onclick}>{ &profile.genre }</button>
    }
}

fn table(profiles: &[Profile]) -> Html {
    let row = |profile: &Profile| {
        let cells = registers(profile).map(|level| html! { <td>{ decibels(f64::from(level)) }</td> });
        html! { <tr key={profile.genre.clone()}><th scope="row">{ &profile.genre }</th>{ for cells }</tr> }
    };
    html! {
        <table class="figures">
            <caption>{ "Mean level in dB" }</caption>
            <thead><tr><td /><th scope="col">{ "Below 150 Hz" }</th><th scope="col">{ "Between" }</th><th scope="col">{ "Above 5 kHz" }</th></tr></thead>
            <tbody>{ for profiles.iter().map(row) }</tbody>
        </table>
    }
}

/// `440 Hz: Rock −12, Folk −20`, the loudest first.
fn reading(profiles: &[Profile], band: usize) -> Reading {
    let level = |profile: &Profile| profile.levels.get(band).copied().unwrap_or(f32::NEG_INFINITY);
    let mut order: Vec<&Profile> = profiles.iter().collect();
    order.sort_by(|a, b| level(b).total_cmp(&level(a)));
    let told: Vec<String> = order
        .into_iter()
        .map(|profile| format!("{} {}", profile.genre, decibels(f64::from(level(profile)))))
        .collect();
    Reading {
        at: middle(band),
        told: format!("{}: {} dB", pitch::hertz(frequency(band as f64 + 0.5)), told.join(", ")),
    }
}

fn middle(band: usize) -> f64 {
    (band as f64 + 0.5) / BANDS as f64
}

/// `−12`.
fn decibels(level: f64) -> String {
    let sign = if level.round() < 0.0 { "\u{2212}" } else { "" };
    format!("{sign}{:.0}", level.abs())
}
