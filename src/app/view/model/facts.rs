//! What the model is, how often it is right, how near it is to librosa, and where it comes from.

use yew::prelude::*;

use crate::app::state::Reported;
use crate::app::telling::model::{parity, tenths};
use crate::app::telling::{holding, thousands};
use crate::engine::report::Report;
use crate::protocol::{Facts, PackCard};

/// The headline numbers, those of them that the report has.
pub fn figures(Reported { report, facts }: &Reported) -> Html {
    let Some(report) = report else {
        return html! { <p class="soft aside">{ "This pack has no report: how good it is, nobody says." }</p> };
    };
    let row = |(name, told): (&'static str, String)| html! { <div key={name}><dt>{ name }</dt><dd>{ told }</dd></div> };
    html! {
        <section aria-labelledby="figures">
            <div class="head"><h2 id="figures">{ "What it is" }</h2><p>{ "Trees that vote, one set for each genre, on statistics of the sound. Who plays, and what is sung, they do not know." }</p></div>
            <dl class="ledger">{ for made(report, facts.standard.len()).into_iter().map(row) }</dl>
            <dl class="ledger" data-testid="scores">{ for scored(report).into_iter().map(row) }</dl>
        </section>
    }
}

/// Of what it was made.
fn made(report: &Report, columns: usize) -> Vec<(&'static str, String)> {
    let whole = |place: &str| report.number(place).map(|number| thousands(number as u32));
    let split = |name: &str| report.sum(&format!("/corpus/tracks/{name}")).map(|sum| thousands(sum as u32));
    let trees = whole("/model/trees").map(|trees| {
        let kind = report.words("/model/kind").unwrap_or("Trees");
        format!("{kind}: {trees} trees")
    });
    let fitted = split("training")
        .zip(split("validation"))
        .map(|(training, validation)| format!("Fitted on {training} clips, asked about {validation} others"));
    let artists = whole("/corpus/artists")
        .zip(whole("/corpus/artists_shared"))
        .map(|(all, shared)| format!("{all}; {shared} of them on both sides"));
    let exact = report.number("/model/largest_difference_from_lightgbm").map(|off| format!("{off:.1e}"));
    let rows = [
        ("Model", trees),
        ("It hears", Some(format!("{columns} statistics of the sound"))),
        ("Split", fitted),
        ("Artists", artists),
        ("Largest difference from LightGBM itself", exact),
    ];
    told(rows)
}

/// How good it is.
fn scored(report: &Report) -> Vec<(&'static str, String)> {
    let scores = report.scores();
    let scores = scores.as_ref();
    let decimals = |place: &str| report.number(place);
    let crossed = decimals("/cross_validation/0/accuracy").zip(decimals("/cross_validation/0/log_loss"));
    let rows = [
        ("Accuracy", scores.map(|scores| tenths(scores.accuracy))),
        (
            "95 % interval (Wilson)",
            scores.map(|scores| format!("{} to {}", tenths(scores.interval[0]), tenths(scores.interval[1]))),
        ),
        ("Mean F1 of the genres", scores.map(|scores| format!("{:.3}", scores.macro_f1))),
        ("Log-loss", scores.map(|scores| format!("{:.3}", scores.log_loss))),
        ("Expected calibration error", scores.map(|scores| format!("{:.3}", scores.calibration_error))),
        (
            "In cross-validation, by artist",
            crossed.map(|(accuracy, loss)| format!("{}, log-loss {loss:.3}", tenths(accuracy))),
        ),
        ("Neighbours that the compressed index keeps", decimals("/retrieval/recall_at_10").map(tenths)),
    ];
    told(rows)
}

fn told<const N: usize>(rows: [(&'static str, Option<String>); N]) -> Vec<(&'static str, String)> {
    rows.into_iter().filter_map(|(name, told)| Some((name, told?))).collect()
}

/// How far the sound's statistics are from librosa's.
pub fn near_librosa() -> Html {
    let parity = parity();
    let row = |(what, worst): &(&'static str, &'static str)| html! { <tr key={*what}><th scope="row">{ *what }</th><td>{ *worst }</td></tr> };
    html! {
        <section aria-labelledby="parity">
            <div class="head"><h2 id="parity">{ "It hears as librosa does" }</h2><p>{ "Worst difference of each station over ten clips, decoded and resampled by the two programs; SD is a column’s standard deviation." }</p></div>
            <table class="figures">
                <caption>{ "Difference from librosa, at worst" }</caption>
                <thead><tr><th scope="col">{ "Station" }</th><th scope="col">{ "Worst" }</th></tr></thead>
                <tbody>{ for parity.worst.iter().map(row) }</tbody>
            </table>
            <pre tabindex="0">{ parity.commands }</pre>
        </section>
    }
}

/// It names no genres, so the numbers above are not about it. Its notice lies beside it, in models/musicnn.
const TAGGER: &str = "MSD_musicnn: Jordi Pons and Xavier Serra, musicnn: pre-trained convolutional neural networks for music audio \
    tagging, ISMIR-LBD 2019. Copyright (c) Music Technology Group, Universitat Pompeu Fabra 2019, ISC licence.";

/// Whose it is, and where it comes from.
pub fn provenance(pack: &PackCard, facts: &Facts) -> Html {
    let rows = [
        ("Catalogue", format!("{}: {}", pack.title, holding(pack))),
        ("Licence", pack.licence.clone()),
        ("Credit", pack.credit.clone()),
        ("Provenance", facts.provenance.clone()),
        ("Edition", format!("{} {}", facts.pack.name, facts.pack.revision)),
        ("The network that hears tags, where a visitor lets it", TAGGER.to_owned()),
    ];
    let row = |(name, told): (&'static str, String)| html! { <div key={name}><dt>{ name }</dt><dd><bdi>{ told }</bdi></dd></div> };
    html! {
        <section aria-labelledby="provenance">
            <div class="head"><h2 id="provenance">{ "Where it comes from" }</h2></div>
            <dl class="ledger long">{ for rows.map(row) }</dl>
        </section>
    }
}
