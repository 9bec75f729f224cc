//! How likely each genre is.

use yew::prelude::*;

use super::hue;
use crate::app::state::Answer;
use crate::app::telling;
use crate::engine::analysis::GenreProbability;
use crate::protocol::PackCard;

/// Rows there are before anything is known.
const USUAL: usize = 8;

/// One row for each genre, likeliest first, empty until there is an answer (the pack names them before): the legend of the
/// genres along the song, which shows one `alone` if it is pressed, and all again if that is.
pub fn bars(
    answer: Option<&Answer>,
    pack: Option<&PackCard>,
    alone: Option<&str>,
    on_alone: &Callback<Option<String>>,
) -> Html {
    let rows: Vec<Html> = match (answer, pack) {
        (Some(answer), _) => {
            answer.analysis.genres.iter().map(|genre| filled(genre, alone, on_alone)).collect()
        }
        (None, Some(pack)) => pack.genres.iter().map(|genre| empty(genre)).collect(),
        (None, None) => (0..USUAL).map(|_| empty("\u{a0}")).collect(),
    };
    let half = format!("--half:{}", rows.len().div_ceil(2));
    html! { <ul class="bars" style={half} aria-label="Genres, likeliest first">{ for rows }</ul> }
}

fn filled(genre: &GenreProbability, alone: Option<&str>, on_alone: &Callback<Option<String>>) -> Html {
    let GenreProbability { genre: name, probability } = genre;
    let style = format!("{};--share:{probability}", hue::style(name));
    let pressed = alone == Some(name);
    let next = (!pressed).then(|| name.clone());
    let onclick = on_alone.reform(move |_: MouseEvent| next.clone());
    html! {
        <li key={name.clone()} data-testid="genre-row" data-genre={name.clone()} data-probability={probability.to_string()} {style}>
            <button aria-pressed={pressed.to_string()} title={format!("{name} alone along the song")} {onclick}>
                <span>{ name }</span><i /><span>{ telling::percent(*probability) }</span>
            </button>
        </li>
    }
}

fn empty(name: &str) -> Html {
    html! { <li class="empty"><div><span>{ name }</span><i /><span>{ "\u{a0}" }</span></div></li> }
}
