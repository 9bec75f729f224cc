//! Why a neighbour is near: opened from its row.

mod links;
mod sound;

use std::rc::Rc;

use yew::prelude::*;

use crate::app::state::Explained;
use crate::app::telling::reason::{Row, summary, table};
use crate::engine::analysis::Order;
use crate::engine::reason::Reason;
use crate::protocol::Why as Question;
use links::Links;
use sound::sound;

/// See [`why`].
pub struct Asked<'a> {
    /// Which neighbour.
    pub question: Question,
    /// What it is called.
    pub title: AttrValue,
    /// Whether it is open.
    pub open: bool,
    /// What is known of it.
    pub known: Option<&'a Explained>,
    /// Seconds of the song.
    pub length: f64,
    /// Hears which neighbour is to be open, or that none is.
    pub on_wonder: &'a Callback<Option<Question>>,
    /// Hears where in the song the cursor should be, in seconds.
    pub on_cue: &'a Callback<f64>,
}

/// The button that opens the neighbour, and what is found inside.
pub fn why(asked: &Asked) -> Html {
    let Asked { question, title, open, known, length, on_wonder, on_cue } = asked;
    let onclick = {
        let next = (!open).then(|| question.clone());
        on_wonder.reform(move |_: MouseEvent| next.clone())
    };
    let inside = format!("why-{}", question.track);
    let what = match question.order {
        Order::Nearest => format!("{title} is near"),
        Order::Farthest => format!("{title} is far"),
    };
    let reason = match known {
        Some(Explained::Found(reason)) => Some(Rc::clone(reason)),
        _ => None,
    };
    html! {
        <>
            <button
                class="why" {onclick} data-testid="why"
                aria-expanded={open.to_string()} aria-controls={open.then(|| inside.clone())}
            >
                { "Why" }<span class="unseen">{ format!(" {what}") }</span>
            </button>
            if *open {
                <div id={inside} class="reason" role="group" aria-label={format!("Why {what}")} data-testid="reason">
                    if let Some(Explained::Failed(sentence)) = known {
                        <p role="alert">{ sentence }</p>
                    } else {
                        <p class="told" role="status">{ reason.as_ref().map_or_else(|| "Comparing part by part…".to_owned(), |reason| summary(reason)) }</p>
                        <Links reason={reason.clone()} title={title.clone()} length={*length} on_cue={(*on_cue).clone()} />
                        { sound(reason.as_deref()) }
                        if let Some(reason) = reason {
                            { pairs(&reason) }
                        }
                    }
                </div>
            }
        </>
    }
}

/// The same in numbers.
fn pairs(reason: &Reason) -> Html {
    html! {
        <details class="pairs">
            <summary>{ "In numbers" }</summary>
            <table data-testid="pairs">
                <thead>
                    <tr><th scope="col">{ "Your song" }</th><th scope="col">{ "Theirs" }</th><th scope="col">{ "Similarity" }</th><th scope="col">{ "Of the score" }</th></tr>
                </thead>
                <tbody>{ for table(reason).into_iter().map(row) }</tbody>
            </table>
        </details>
    }
}

fn row([ours, theirs, similarity, share]: Row) -> Html {
    html! { <tr><th scope="row">{ ours }</th><td>{ theirs }</td><td>{ similarity }</td><td>{ share }</td></tr> }
}
