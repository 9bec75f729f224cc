//! The songs of this visit, to switch between.

use std::rc::Rc;

use yew::prelude::*;

use super::hue;
use crate::app::state::{Phase, Song};
use crate::app::telling;
use crate::protocol::Job;

/// One button for each song, with what is known of it; and one to cancel it, as long as it is not done.
pub fn queue(
    songs: &[Rc<Song>],
    shown: Option<Job>,
    on_show: &Callback<Job>,
    on_cancel: &Callback<Job>,
) -> Html {
    let songs = songs.iter().map(|song| {
        let job = song.job;
        let onclick = on_show.reform(move |_: MouseEvent| job);
        let current = (shown == Some(job)).then_some("true");
        html! {
            <li key={job}>
                <button {onclick} aria-current={current}><b><bdi>{ song.title() }</bdi></b>{ standing(&song.phase) }</button>
                if song.answer().is_none() {
                    <button class="quiet" onclick={on_cancel.reform(move |_: MouseEvent| job)} aria-label={format!("Cancel {}", song.title())}>{ "×" }</button>
                }
            </li>
        }
    });
    html! { <nav class="queue" aria-label="Songs of this visit"><ul>{ for songs }</ul></nav> }
}

fn standing(phase: &Phase) -> Html {
    match phase {
        Phase::Done(answer) => match answer.analysis.genres.first() {
            Some(top) => html! { <span class="hued" style={hue::style(&top.genre)}>{ &top.genre }</span> },
            None => html! { <span>{ "Done" }</span> },
        },
        Phase::Waiting => html! { <span>{ phase.words() }</span> },
        phase => html! { <span>{ format!("{} · {}", phase.words(), telling::percent(phase.done())) }</span> },
    }
}
