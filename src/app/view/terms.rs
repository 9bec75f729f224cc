//! How neighbours are chosen: the choice as a sentence, and behind it what can be changed.

use yew::prelude::*;

use crate::app::state::Ears;
use crate::app::telling::terms::{NUMBERS, by, meaning, offers, ranking as named, sentence};
use crate::engine::analysis::{Artists, Order, Ranking};
use crate::engine::recommend::Terms;

/// See [`terms`].
pub struct Choosing<'a> {
    /// The choice.
    pub terms: &'a Terms,
    /// What came of it: by timbre, while nothing else can be.
    pub shown: &'a Terms,
    /// Whether what the network hears can be among it.
    pub ears: Ears,
    /// Hears what is to be chosen from now on.
    pub on_wish: &'a Callback<Terms>,
    /// What has the focus once an artist is left out.
    pub summary: &'a NodeRef,
}

/// A disclosure: the sentence, then the controls.
pub fn terms(choosing: &Choosing) -> Html {
    let Choosing { terms, shown, ears, on_wish, summary } = *choosing;
    let wish = |change: &dyn Fn(&mut Terms)| {
        let mut wanted = terms.clone();
        change(&mut wanted);
        let on_wish = on_wish.clone();
        Callback::from(move |_: Event| on_wish.emit(wanted.clone()))
    };
    let numbers = NUMBERS.map(|songs| {
        option("songs", &songs.to_string(), "", terms.songs == songs, wish(&|terms| terms.songs = songs))
    });
    let orders =
        [(Order::Nearest, "Most similar"), (Order::Farthest, "Least similar")].map(|(order, label)| {
            option("order", label, "", terms.order == order, wish(&|terms| terms.order = order))
        });
    let artists = [(Artists::Once, "Once"), (Artists::Any, "Any number of times")].map(|(artists, label)| {
        option("artists", label, "", terms.artists == artists, wish(&|terms| terms.artists = artists))
    });
    let chosen = if ears == Ears::None { shown.ranking } else { terms.ranking };
    let rankings = offers(ears).iter().map(|&ranking| {
        let (label, meaning) = (named(ranking), meaning(ranking));
        option("ranking", label, meaning, chosen == ranking, wish(&|terms| terms.ranking = ranking))
    });
    html! {
        <details class="terms" data-testid="terms">
            <summary ref={summary.clone()}><span>{ sentence(shown) }</span><b>{ "Change" }</b></summary>
            <div>
                { group("Songs", numbers.into_iter().collect()) }
                { group("Which", orders.into_iter().collect()) }
                { group("Each artist", artists.into_iter().collect()) }
                { group("Ranking", rankings.collect()) }
                { left_out(choosing) }
            </div>
        </details>
    }
}

/// By what the songs are ranked where more than timbre can be, and the better way once there is one. Below them: it moves none.
pub fn by_what(&Choosing { terms, shown, ears, on_wish, .. }: &Choosing) -> Html {
    if ears == Ears::None {
        return html! {};
    }
    let wanted = Terms { ranking: Ranking::Both, ..terms.clone() };
    let onclick = on_wish.reform(move |_: MouseEvent| wanted.clone());
    html! {
        <p class="by" data-testid="by">
            { by(terms.ranking, shown.ranking, ears) }
            if ears == Ears::Ready && !terms.ranking.needs_network() {
                <button class="button" {onclick} data-testid="by-both">{ "Rank by both" }</button>
            }
        </p>
    }
}

fn group(legend: &'static str, options: Html) -> Html {
    html! { <fieldset><legend>{ legend }</legend><div>{ options }</div></fieldset> }
}

fn option(
    name: &'static str,
    label: &str,
    meaning: &'static str,
    checked: bool,
    onchange: Callback<Event>,
) -> Html {
    html! {
        <label>
            <input type="radio" {name} value={label.to_owned()} {checked} {onchange} />
            <span><b>{ label }</b>if !meaning.is_empty() { <i>{ meaning }</i> }</span>
        </label>
    }
}

/// The artists that are left out, each to be taken back.
fn left_out(&Choosing { terms, on_wish, summary, .. }: &Choosing) -> Html {
    if terms.without.is_empty() {
        return html! { <p class="soft">{ "To leave an artist out, use the × beside a song." }</p> };
    }
    let chips = terms.without.iter().enumerate().map(|(place, artist)| {
        let (terms, on_wish, summary) = (terms.clone(), on_wish.clone(), summary.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let mut wanted = terms.clone();
            wanted.without.remove(place);
            on_wish.emit(wanted);
            focus(&summary);
        });
        html! {
            <li key={artist.clone()}>
                <button class="button" {onclick} data-testid="left-out" aria-label={format!("Take {artist} back in")}>
                    <bdi>{ artist }</bdi><span aria-hidden="true">{ "\u{a0}×" }</span>
                </button>
            </li>
        }
    });
    html! { <fieldset><legend>{ "Left out" }</legend><ul>{ for chips }</ul></fieldset> }
}

/// The button in a neighbour's row that leaves its artist out; nobody in particular cannot be.
pub fn without(artist: &str, on_leave: &Callback<String>) -> Html {
    if artist.is_empty() {
        return html! {};
    }
    let label = format!("Everything but {artist}");
    let artist = artist.to_owned();
    let onclick = on_leave.reform(move |_: MouseEvent| artist.clone());
    html! { <button class="without" {onclick} aria-label={label.clone()} title={label} data-testid="leave-out">{ "×" }</button> }
}

/// What was pressed is gone: the keyboard goes on from here.
pub fn focus(summary: &NodeRef) {
    if let Some(summary) = summary.cast::<web_sys::HtmlElement>() {
        let _ = summary.focus(); // a page that is not in front cannot have it
    }
}
