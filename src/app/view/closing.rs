//! What to do with an answer: take it along, or ask about another song.

use std::rc::Rc;

use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use super::download;
use crate::app::plot::card;
use crate::app::state::{Answer, Song};
use crate::app::taking;
use crate::engine::cnn::{Tagged, TagsOfSong};
use crate::protocol::Wish;

/// See [`Closing`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The song.
    pub song: Rc<Song>,
    /// The neighbours that are shown.
    pub wish: Option<Wish>,
    /// What their catalogue is called.
    pub catalogue: Option<String>,
    /// What the network heard, once it heard anything.
    pub tags: Option<Rc<TagsOfSong>>,
    /// Hears that another song is wanted.
    pub on_again: Callback<()>,
}

/// What became of taking it along.
#[derive(Clone, Debug, Default, PartialEq)]
enum Outcome {
    #[default]
    Silent,
    Copied,
    /// The browser does not copy: here it is, to be copied by hand.
    NotCopied(String),
    NotMade,
}

/// A way of taking the answer along.
type Take = fn(Rc<Answer>, Tagged, &str, UseStateSetter<Outcome>);

/// The buttons at the foot of a song's page.
#[component]
pub fn Closing(props: &Props) -> Html {
    let outcome = use_state_eq(Outcome::default);
    let again = props.on_again.reform(|_: MouseEvent| ());
    let Props { song, wish, catalogue, tags, .. } = props;
    let whole = wish.as_ref().is_some_and(|wish| song.near_meanwhile(wish).is_some());
    let way = |label: &str, testid: &'static str, take: Take| {
        let (song, wish, catalogue) = (song.clone(), wish.clone(), catalogue.clone().unwrap_or_default());
        let (tags, tell) = (tags.clone(), outcome.setter());
        let onclick = Callback::from(move |_: MouseEvent| {
            let shown = wish.as_ref().and_then(|wish| song.analysis(wish));
            if let (Some(answer), Some(shown)) = (song.answer(), shown) {
                tell.set(Outcome::Silent);
                let shown = Tagged { analysis: shown, tags: tags.as_deref().cloned() };
                take(answer.clone(), shown, &catalogue, tell.clone());
            }
        });
        html! { <button class="button" {onclick} disabled={!whole} data-testid={testid}>{ label.to_owned() }</button> }
    };
    html! {
        <div class="closing">
            <button class="button primary" onclick={again} data-testid="again">{ "Try another song" }</button>
            <div class="along-with" role="group" aria-label="Take it along">
                { way("Copy as text", "copy", copy) }
                { way("Save result", "save-json", save_json) }
                { way("Neighbours as CSV", "save-neighbours", save_neighbours) }
                { way("Timeline as CSV", "save-timeline", save_timeline) }
                if tags.is_some() {
                    { way("Tags as CSV", "save-tags", save_tags) }
                }
                { way("Save picture", "save-picture", save_picture) }
                { way("Print", "print", |_, _, _, _| drop(gloo::utils::window().print())) }
            </div>
            <div class="outcome" role="status" data-testid="outcome">{ told(&outcome) }</div>
        </div>
    }
}

fn told(outcome: &Outcome) -> Html {
    match outcome {
        Outcome::Silent => html! {},
        Outcome::Copied => html! { <p>{ "Copied." }</p> },
        Outcome::NotCopied(text) => html! {
            <label>
                { "This browser does not let the page copy. Select the text here and copy it:" }
                <textarea readonly=true rows="8" value={text.clone()} />
            </label>
        },
        Outcome::NotMade => {
            html! { <p>{ "The browser could not make the file, perhaps for want of memory. Close other tabs and try again." }</p> }
        }
    }
}

fn copy(_: Rc<Answer>, shown: Tagged, catalogue: &str, tell: UseStateSetter<Outcome>) {
    let text = taking::text(&shown, catalogue);
    spawn_local(async move {
        let copied = copying(&text).await;
        tell.set(copied.map_or_else(|| Outcome::NotCopied(text), |()| Outcome::Copied));
    });
}

/// `None` where there is no clipboard (a page without https), or the visitor said no.
async fn copying(text: &str) -> Option<()> {
    let navigator = gloo::utils::window().navigator();
    js_sys::Reflect::get(&navigator, &"clipboard".into()).ok().filter(wasm_bindgen::JsValue::is_object)?;
    JsFuture::from(navigator.clipboard().write_text(text)).await.ok().map(drop)
}

fn save_json(_: Rc<Answer>, shown: Tagged, _: &str, tell: UseStateSetter<Outcome>) {
    let json = serde_json::to_string_pretty(&shown).ok();
    made(json.and_then(|json| download::words(&json, "application/json", &named(&shown, "json"))), &tell);
}

fn save_neighbours(_: Rc<Answer>, shown: Tagged, _: &str, tell: UseStateSetter<Outcome>) {
    let name = named(&shown, "neighbours.csv");
    made(download::words(&taking::neighbours(&shown.analysis), "text/csv;charset=utf-8", &name), &tell);
}

fn save_timeline(_: Rc<Answer>, shown: Tagged, _: &str, tell: UseStateSetter<Outcome>) {
    let name = named(&shown, "timeline.csv");
    made(download::words(&taking::timeline(&shown.analysis), "text/csv;charset=utf-8", &name), &tell);
}

fn save_tags(_: Rc<Answer>, shown: Tagged, _: &str, tell: UseStateSetter<Outcome>) {
    let table = shown.tags.as_ref().map(taking::tags);
    let name = named(&shown, "tags.csv");
    made(table.and_then(|table| download::words(&table, "text/csv;charset=utf-8", &name)), &tell);
}

fn save_picture(answer: Rc<Answer>, shown: Tagged, _: &str, tell: UseStateSetter<Outcome>) {
    spawn_local(async move {
        let fonts = gloo::utils::document().fonts();
        for font in card::FONTS {
            // Without them, the picture is set in others.
            let _ = JsFuture::from(fonts.load(font)).await;
        }
        let drawn = card::draw(&answer, &shown).ok();
        let saved = match drawn {
            Some(canvas) => download::picture(canvas, &named(&shown, "png")).await,
            None => None,
        };
        made(saved, &tell);
    });
}

fn made(done: Option<()>, tell: &UseStateSetter<Outcome>) {
    tell.set(done.map_or(Outcome::NotMade, |()| Outcome::Silent));
}

/// The file's name is the song's.
fn named(shown: &Tagged, ending: &str) -> String {
    format!("{}.segue.{ending}", shown.analysis.song.file)
}
