//! What the model is, how good it is, and what it is not.

mod facts;
mod limits;
mod selfcheck;

use std::rc::Rc;

use yew::prelude::*;

use super::failure::failure;
use crate::app::plot::{Matrix, calibration};
use crate::app::state::{Check, Known, Library, Reported};
use crate::app::telling::model::{self as told, chance, ends, sentence, tenths};
use crate::engine::report::{Report, Retrieval, Scores};
use crate::protocol::PackCard;

/// See [`Model`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What names the genres, once known.
    pub pack: Option<Rc<PackCard>>,
    /// What is known of it.
    pub library: Rc<Library>,
    /// How the self-check stands.
    pub check: Check,
    /// Hears that it is wanted.
    pub on_check: Callback<()>,
    /// Hears that what could not be had is wanted again.
    pub on_again: Callback<()>,
}

/// The page.
#[component]
pub fn Model(props: &Props) -> Html {
    let Props { pack, library, check, on_check, on_again } = props;
    let known = pack.as_ref().and_then(|pack| library.report(&pack.name));
    let report = match known {
        Some(Known::There(reported)) => reported.report.as_ref(),
        _ => None,
    };
    let scores = report.and_then(Report::scores);
    let headline = scores.as_ref().map_or_else(|| "What names the genres.".to_owned(), sentence);
    html! {
        <article class="model" data-testid="model" aria-busy={known.is_none().then_some("true")}>
            <div class="opening-words">
                <h1>{ headline }</h1>
                <p>{ scores.as_ref().map(|scores| chance(scores.genres.len())) }{ " Everything on this page comes from the model’s own report, which lies beside it." }</p>
            </div>
            { selfcheck::self_check(check, on_check) }
            {
                match (pack, known) {
                    (Some(pack), Some(Known::There(reported))) => laid_out(pack, reported, scores.as_ref()),
                    (_, Some(Known::Missing(sentence))) => failure(sentence, on_again),
                    _ => html! { <div class="waiting" role="status">{ "Fetching the model and its report …" }</div> },
                }
            }
        </article>
    }
}

fn laid_out(pack: &Rc<PackCard>, reported: &Rc<Reported>, scores: Option<&Scores>) -> Html {
    let retrieval = reported.report.as_ref().and_then(Report::retrieval);
    html! {
        <>
            { facts::figures(reported) }
            if let Some(scores) = scores {
                { confused(scores) }
                { by_genre(scores) }
                { calibrated(scores) }
            }
            { for retrieval.map(|ways| hubs(&ways)) }
            { limits::limits(scores.map(ends)) }
            { facts::near_librosa() }
            { facts::provenance(pack, &reported.facts) }
        </>
    }
}

fn confused(scores: &Scores) -> Html {
    let share = |row: &Vec<u32>| {
        let all = f64::from(row.iter().sum::<u32>().max(1));
        row.iter().map(|&count| f64::from(count) / all).collect()
    };
    let told: Vec<Vec<String>> =
        scores.confusion.iter().map(|row| row.iter().map(u32::to_string).collect()).collect();
    let names: Vec<String> = scores.genres.iter().map(|genre| genre.genre.clone()).collect();
    html! {
        <section aria-labelledby="confusion">
            <div class="head"><h2 id="confusion">{ "What it takes for what" }</h2><p>{ ends(scores) }</p></div>
            { Matrix { caption: format!("{} songs: a row for what the publisher calls them, a column for what the model does", scores.tracks), names: &names, sides: ["Is", "held to be"], shares: scores.confusion.iter().map(share).collect(), told }.html() }
        </section>
    }
}

fn by_genre(scores: &Scores) -> Html {
    let row = |genre: &crate::engine::report::GenreScores| {
        let numbers = [genre.precision, genre.recall, genre.f1]
            .map(|number| html! { <td>{ format!("{number:.2}") }</td> });
        html! {
            <tr key={genre.genre.clone()}>
                <th scope="row" style={super::hue::style(&genre.genre)}><span class="hued">{ &genre.genre }</span></th>{ for numbers }<td>{ genre.tracks }</td>
            </tr>
        }
    };
    html! {
        <section aria-labelledby="genres">
            <div class="head"><h2 id="genres">{ "Genre by genre" }</h2><p>{ "Precision: of the songs it calls so, how many are. Recall: of the songs that are, how many it finds. F1 is the harmonic mean of both." }</p></div>
            <table class="figures">
                <caption>{ "Precision, recall and F1" }</caption>
                <thead><tr><td />{ for ["Precision", "Recall", "F1", "Songs"].map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                <tbody>{ for scores.genres.iter().map(row) }</tbody>
            </table>
        </section>
    }
}

fn calibrated(scores: &Scores) -> Html {
    html! {
        <section aria-labelledby="calibration">
            <div class="head"><h2 id="calibration">{ "How sure, and how right" }</h2><p>{ told::calibration(scores) }</p></div>
            { calibration(&scores.calibration) }
        </section>
    }
}

/// How a number is told.
type Told = fn(&Retrieval) -> String;

fn hubs(ways: &[Retrieval; 2]) -> Html {
    let rows: [(&str, Told); 4] = [
        ("Of five neighbours, share of the same kind", |way| format!("{:.3}", way.precision_at_5)),
        ("Skewness of how often songs are named", |way| format!("{:.2}", way.skewness)),
        ("Songs that are never named", |way| tenths(way.never)),
        ("The largest hub is named", |way| format!("{:.0} times", way.largest)),
    ];
    let row = |(name, told): (&str, Told)| {
        html! { <tr key={name.to_owned()}><th scope="row">{ name }</th>{ for ways.iter().map(|way| html! { <td>{ told(way) }</td> }) }</tr> }
    };
    html! {
        <section aria-labelledby="hubs">
            <div class="head"><h2 id="hubs">{ "Hubs" }</h2><p>{ "Plain nearest neighbours name a few songs again and again, because they lie near everything. The page corrects for it." }</p></div>
            <table class="figures">
                <caption>{ "Neighbours, plain and corrected" }</caption>
                <thead><tr><td /><th scope="col">{ "Plain" }</th><th scope="col">{ "Corrected" }</th></tr></thead>
                <tbody>{ for rows.map(row) }</tbody>
            </table>
        </section>
    }
}
