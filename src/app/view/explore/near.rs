//! The picked song, and the songs nearest to it.

use yew::prelude::*;

use crate::app::state::Around;
use crate::app::view::hue;
use crate::engine::analysis::Neighbour;
use crate::engine::survey::{Placed, Survey};

/// Rows there are before anything is known.
const USUAL: usize = 5;

/// Its name, and five others that can be picked in turn; `on_pick` hears which, or that none is picked any more.
pub fn near(survey: &Survey, around: Option<&Around>, on_pick: &Callback<Option<u32>>) -> Html {
    let picked = around.and_then(|around| Some((around, survey.songs.get(around.position as usize)?)));
    let Some((around, song)) = picked else { return html! {} };
    let away = on_pick.reform(|_: MouseEvent| None);
    html! {
        <div class="company" data-testid="around">
            <div class="head">
                <h3>{ "Nearest to " }{ title(song) }</h3>
                <p><bdi>{ &song.artist }</bdi>{ genre(song, survey) }</p>
                <button class="quiet" onclick={away} aria-label="Let it go">{ "×" }</button>
            </div>
            {
                match &around.found {
                    Some(Ok(found)) => html! { <ol>{ for found.iter().map(|near| row(survey, near, on_pick)) }</ol> },
                    Some(Err(sentence)) => html! { <p class="refusal">{ sentence }</p> },
                    None => html! { <ol aria-hidden="true">{ for (0..USUAL).map(|_| html! { <li>{ "\u{a0}" }</li> }) }</ol> },
                }
            }
            <p class="unseen" role="status">{ matches!(around.found, Some(Ok(_))).then(|| format!("Neighbours of {}", song.title)) }</p>
        </div>
    }
}

/// Its address is a stranger's: only `https:`.
fn title(song: &Placed) -> Html {
    if song.link.starts_with("https://") {
        html! { <a href={song.link.clone()} target="_blank" rel="noopener noreferrer"><bdi>{ &song.title }</bdi></a> }
    } else {
        html! { <bdi>{ &song.title }</bdi> }
    }
}

fn genre(song: &Placed, survey: &Survey) -> Html {
    let genre = song.genre.and_then(|genre| survey.genres.get(usize::from(genre)));
    genre.map_or_else(
        Html::default,
        |genre| html! { <>{ " · " }<span class="hued" style={hue::style(genre)}>{ genre }</span></> },
    )
}

fn row(survey: &Survey, near: &Neighbour, on_pick: &Callback<Option<u32>>) -> Html {
    let position = survey.songs.iter().position(|song| song.id == near.track_id).map(|at| at as u32);
    let onclick = on_pick.reform(move |_: MouseEvent| position);
    html! {
        <li key={near.track_id}>
            <button {onclick} data-testid="around-song">
                <b><bdi>{ &near.title }</bdi></b>{ " " }<bdi>{ &near.artist }</bdi>
                if !near.genre.is_empty() {
                    <span class="hued" style={hue::style(&near.genre)}>{ &near.genre }</span>
                }
                <span class="soft">{ format!("match {}", near.match_percent) }</span>
            </button>
        </li>
    }
}
