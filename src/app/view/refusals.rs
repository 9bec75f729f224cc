//! What could not be done, a sentence each.

use yew::prelude::*;

use crate::app::state::{Pack, Refusal};
use crate::protocol::Job;

/// See [`Refusals`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Oldest first.
    pub refusals: Vec<Refusal>,
    /// Refused too, perhaps.
    pub pack: Pack,
    /// Hears which one was read.
    pub on_dismiss: Callback<Job>,
}

/// Sentences about what could not be done, each to be put away once read.
#[component]
pub fn Refusals(props: &Props) -> Html {
    let refusals = props.refusals.iter().map(|refusal| {
        let job = refusal.job;
        let onclick = props.on_dismiss.reform(move |_: MouseEvent| job);
        html! {
            <div key={job} class="refusal">
                <p data-testid="error">{ &refusal.sentence }</p>
                <button class="quiet" {onclick} aria-label="Dismiss">{ "×" }</button>
            </div>
        }
    });
    html! {
        <div class="refusals" role="alert" aria-atomic="false">
            if let (Pack::Refused(sentence), true) = (&props.pack, props.refusals.is_empty()) {
                <div class="refusal"><p data-testid="error">{ capitalised(sentence) }</p></div>
            }
            { for refusals }
        </div>
    }
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
