//! The cover, whose song it is, and the sentence; until there is one, how far the song has come.

use yew::prelude::*;

use super::hue;
use crate::app::state::{Phase, Song};
use crate::app::telling;
use crate::app::verdict::{Piece, Verdict};

/// The head of a song's page: hears that it should be played or paused, or is not wanted any more.
pub fn headline(song: &Song, playing: bool, on_play: &Callback<()>, on_cancel: &Callback<()>) -> Html {
    let top = song.answer().and_then(|answer| answer.analysis.genres.first());
    let onclick = on_play.reform(|_: MouseEvent| ());
    let (label, shape) =
        if playing { ("Pause", "M0 0h3.5v12H0zM6.5 0H10v12H6.5z") } else { ("Play", "M0 0l10 6-10 6z") };
    let byline = byline(song);
    let told = format!("{}{byline}", song.title());
    html! {
        <div class="verdict">
            <div class="cover" style={top.map(|top| hue::style(&top.genre))}>
                <Cover address={song.cover.clone()} />
                <button {onclick} disabled={top.is_none()} aria-label={label}>
                    <svg class={label} viewBox="0 0 10 12" aria-hidden="true"><path d={shape} /></svg>
                </button>
            </div>
            <p class="song" title={told.clone()}><b><bdi>{ song.title() }</bdi></b><span>{ byline }</span></p>
            <div class="sentence">
                if let Some(answer) = song.answer() {
                    { sentence(&Verdict::about(&answer.analysis)) }
                } else {
                    { working(&song.phase, on_cancel.reform(|_: MouseEvent| ())) }
                }
            </div>
        </div>
    }
}

fn byline(song: &Song) -> String {
    let seconds = match song.answer() {
        Some(answer) => Some(answer.analysis.song.seconds),
        None => song.header.as_ref().and_then(|header| header.seconds),
    };
    let after_title = [song.artist().map(str::to_owned), seconds.map(telling::clock)];
    [String::new()].into_iter().chain(after_title.into_iter().flatten()).collect::<Vec<_>>().join(" · ")
}

fn sentence(verdict: &Verdict) -> Html {
    let pieces = verdict.pieces().into_iter().map(|piece| match piece {
        Piece::Words(words) => html! { words },
        Piece::Top(genre) => html! { <em data-testid="genre-top" style={hue::style(genre)}>{ genre }</em> },
        Piece::Rival(genre) => html! { <em style={hue::style(genre)}>{ genre }</em> },
        Piece::Shade(genre) => html! { genre },
        Piece::Turn => html! { <br /> },
        Piece::Fold => html! { <br class="fold" /> },
    });
    html! { <h1 class={verdict.is_short().then_some("short")}>{ for pieces }</h1> }
}

fn working(phase: &Phase, onclick: Callback<MouseEvent>) -> Html {
    let done = telling::percent(phase.done());
    let now = format!("{:.0}", phase.done() * 100.0);
    html! {
        <>
            <h1 class="stage" data-testid="stage">{ phase.words() }{ "…" }</h1>
            <div class="progress">
                <div class="way" role="progressbar" aria-label={phase.words()} aria-valuemin="0" aria-valuemax="100" aria-valuenow={now}>
                    <i style={format!("inline-size:{}", done.replace(' ', ""))} />
                </div>
                <span class="soft">{ done }</span>
                <button class="button" data-testid="cancel" {onclick}>{ "Cancel" }</button>
            </div>
        </>
    }
}

/// See [`Cover`].
#[derive(PartialEq, Properties)]
struct CoverProps {
    /// Of the picture, if the file has one.
    address: Option<String>,
}

/// The file's cover, unless it has none or it cannot be shown.
#[component]
fn Cover(props: &CoverProps) -> Html {
    let broken = use_state_eq(|| false);
    let onerror = {
        let broken = broken.setter();
        Callback::from(move |_: Event| broken.set(true))
    };
    match &props.address {
        Some(address) if !*broken => html! { <img src={address.clone()} alt="" {onerror} /> },
        _ => html! {},
    }
}
