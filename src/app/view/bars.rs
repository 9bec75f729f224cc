//! How likely each genre is.

use std::rc::Rc;

use yew::prelude::*;

use super::hue;
use crate::app::state::Answer;
use crate::app::telling;
use crate::engine::analysis::GenreProbability;
use crate::protocol::PackCard;

/// See [`Bars`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The answer, once there is one.
    pub answer: Option<Rc<Answer>>,
    /// Names the genres until then.
    pub pack: Option<Rc<PackCard>>,
    /// The genre that is shown alone along the song, if one is.
    pub alone: Option<String>,
    /// Hears which one is to be, or that all are.
    pub on_alone: Callback<Option<String>>,
}

/// Rows there are before anything is known.
const USUAL: usize = 8;

/// One row for each genre, likeliest first: the legend of the genres along the song, which shows one alone if it is pressed.
#[component]
pub fn Bars(props: &Props) -> Html {
    let rows: Vec<Html> = match (&props.answer, &props.pack) {
        (Some(answer), _) => answer.analysis.genres.iter().map(|genre| filled(genre, props)).collect(),
        (None, Some(pack)) => pack.genres.iter().map(|genre| empty(genre)).collect(),
        (None, None) => (0..USUAL).map(|_| empty("\u{a0}")).collect(),
    };
    let half = format!("--half:{}", rows.len().div_ceil(2));
    html! { <ul class="bars" style={half} aria-label="Genres, likeliest first">{ for rows }</ul> }
}

fn filled(genre: &GenreProbability, props: &Props) -> Html {
    let GenreProbability { genre: name, probability } = genre;
    let style = format!("{};--share:{probability}", hue::style(name));
    let pressed = props.alone.as_ref() == Some(name);
    let next = (!pressed).then(|| name.clone());
    let onclick = props.on_alone.reform(move |_: MouseEvent| next.clone());
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
