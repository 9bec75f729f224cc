//! The first thing a visitor sees.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::state::{Catalogue, Shelf};
use crate::app::telling;
use crate::protocol::PackCard;

/// An invitation to drop a song (which opens the file `input`), or to try the sample.
pub fn invitation(input: &NodeRef, on_sample: &Callback<()>, pack: Option<&PackCard>, shelf: &Shelf) -> Html {
    let onclick = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let trying = on_sample.reform(|_: MouseEvent| ());
    html! {
        <div class="invitation">
            <h1><span>{ "Drop a song. " }</span><span>{ "Hear where it belongs." }</span></h1>
            <button class="drop" data-testid="drop" {onclick}>
                // A song not yet heard: a still waveform of three slow waves.
                <img class="staff" src="icons/staff.svg" alt="" />
                <span class="lead">{ "Choose a song" }</span>
                <span class="soft">{ "or drop one anywhere on this page, or several" }</span>
                <span class="formats">{ "MP3, FLAC, WAV, Ogg, M4A and others, of any length" }</span>
            </button>
            <p class="sample">
                <span>{ "No song at hand?" }</span>
                <button class="button" onclick={trying} data-testid="sample">{ "Try a sample" }</button>
                <span class="soft">
                    <a href="http://ccmixter.org/files/_ghost/37481" rel="noreferrer">{ "Warm Ink" }</a>{ " by _ghost, " }
                    <a href="https://creativecommons.org/licenses/by/3.0/" rel="license noreferrer">{ "CC BY 3.0" }</a>
                </span>
            </p>
            <dl class="notes">
                <div><dt>{ "Its genre" }</dt><dd>{ genres(pack) }</dd></div>
                <div><dt>{ "Its neighbours" }</dt><dd>{ neighbours(shelf) }</dd></div>
                <div><dt>{ "Its privacy" }</dt><dd>{ "The song is opened, heard and judged here, by your browser. No server sees it: there is none to send it to." }</dd></div>
            </dl>
        </div>
    }
}

fn genres(pack: Option<&PackCard>) -> String {
    let names = pack.map(|pack| pack.genres.join(", ")).unwrap_or_default();
    let judged = "How likely it is to be each of eight genres, for the whole song and along it; and when it could be either, that is what you read.";
    match pack {
        Some(pack) if pack.genres.len() != 8 => {
            format!("How likely it is to be each of these, for the whole song and along it: {names}.")
        }
        _ => judged.to_owned(),
    }
}

fn neighbours(shelf: &Shelf) -> String {
    let told = |catalogue: &Catalogue| match catalogue.card() {
        Some(card) => format!("{} ({})", catalogue.offer.title, telling::holding(card)),
        None => catalogue.offer.title.clone(),
    };
    let catalogues: Vec<String> = shelf.catalogues.iter().map(told).collect();
    match catalogues.as_slice() {
        [] => "The five songs that sound most like it, among thousands.".to_owned(),
        [only] => format!("The five songs that sound most like it, from {only}."),
        several => format!(
            "The five songs that sound most like it, from the catalogue you pick: {}.",
            several.join("; ")
        ),
    }
}
