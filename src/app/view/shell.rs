//! The frame of the page, and the state that everything in it shows.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use yew::prelude::*;

use super::colophon::colophon;
use super::door::Door;
use super::edition::Edition;
use super::failure::failure;
use super::invitation::invitation;
use super::masthead::{focus, masthead};
use super::queue::queue;
use super::refusals::refusals;
use super::sheet::Sheet;
use crate::app::address;
use crate::app::annexe::{self, Standing as Annexe};
use crate::app::breath::idle;
use crate::app::conductor::{Conductor, Librarian, Source};
use crate::app::memory;
use crate::app::sentence::LOST_SHARE;
use crate::app::sight::Look;
use crate::app::state::{Action, Pack, Phase, Place, Refusal, Song, Standing, State, TagNews, Tags};
use crate::app::thrift;
use crate::app::verdict::Verdict;
use crate::protocol::{Job, PackCard};

/// The clip that comes with the page; whose it is stands in www/sample/README.md.
const SAMPLE: &str = "sample/warm-ink.mp3";

/// [`State`] as Yew holds it.
#[derive(PartialEq)]
pub(super) struct Page(pub(super) State);

impl Page {
    /// A new visit: nothing is known but what was chosen last.
    pub(super) fn remembering() -> Self {
        let terms = Rc::new(memory::terms());
        let tags = Rc::new(Tags::with(thrift::permission()));
        Self(State { terms, tags, place: address::place(), ..State::default() })
    }
}

impl Reducible for Page {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(self.0.reduce(action)))
    }
}

/// The whole page.
#[component]
pub fn Shell() -> Html {
    let page = use_reducer(Page::remembering);
    let conductor = use_conductor(page.dispatcher(), |_, _, _| {});
    let input = use_node_ref();
    let state = &page.0;

    let on_files = {
        let conductor = conductor.clone();
        Callback::from(move |files: Vec<File>| {
            conductor.add(files.into_iter().map(|file| (file.name(), Source::File(file.into()))).collect());
        })
    };
    let on_shared = {
        let (page, on_files) = (page.dispatcher(), on_files.clone());
        Callback::from(move |files: Vec<File>| {
            if files.is_empty() {
                page.dispatch(Action::Refused(Refusal { job: Job::MAX, sentence: LOST_SHARE.to_owned() }));
            } else {
                on_files.emit(files);
            }
        })
    };
    let on_sample = {
        let conductor = conductor.clone();
        Callback::from(move |()| {
            let name = SAMPLE.rsplit('/').next().unwrap_or(SAMPLE).to_owned();
            conductor.add(vec![(name, Source::Address(SAMPLE.to_owned()))]);
        })
    };
    use_comparison(&conductor, state);
    use_rehearsal(&conductor);
    use_network(&conductor, state);
    use_place(&page);
    use_agreement(&page, state.place == Place::Listen);
    let (annexe, on_again_annexe) = use_annexe(state.place);
    use_request(on_sample.clone());
    let on_cancel = Callback::from(move |job: Job| conductor.cancel(job));
    let on_show = page_callback(&page, Action::Shown);
    let on_dismiss = page_callback(&page, Action::Dismissed);
    let on_choose = page_callback(&page, Action::Chosen);
    let on_wish = page_callback(&page, Action::Wished);
    let on_tags = page_callback(&page, |news: TagNews| {
        if let TagNews::Permitted(permission) = &news {
            memory::remember_tags(*permission);
        }
        Action::Tags(news)
    });
    let on_read = page_callback(&page, |name: String| Action::CatalogueIs(name, Standing::Offered));
    let on_wonder = page_callback(&page, |(job, why)| Action::Wondered(job, why));
    let shown = state.shown().cloned();
    let look = use_state_eq(Look::default);
    use_title(state.place, shown.as_deref());
    let main = use_node_ref();
    use_top(main.clone(), (state.place, state.shown));
    let listening = state.place == Place::Listen;
    html! {
        <>
            { masthead(state.place, &main, "main", &on_show.reform(|()| None)) }
            <main ref={main} id="main" tabindex="-1">
                <Door input={input.clone()} {on_files} />
                <p class="unseen" role="status">{ spoken(shown.as_deref()) }</p>
                { refusals(&state.refusals, &state.pack, &on_dismiss) }
                if listening && (state.songs.len() > 1 || (shown.is_none() && !state.songs.is_empty())) {
                    { queue(&state.songs, state.shown, &on_show.reform(Some), &on_cancel) }
                }
                if !listening {
                    { coming(annexe, &on_again_annexe) }
                } else if let Some(song) = &shown {
                    <Sheet
                        key={song.job} song={song.clone()} pack={card(&state.pack)} shelf={state.shelf.clone()}
                        wish={state.wish()} ears={state.ears()} terms={state.terms.clone()} tags={state.tags.clone()} {on_tags} terrain={state.terrain().cloned()} {look}
                        {on_choose} {on_wish} on_dismiss={on_read} {on_wonder} {on_cancel} on_again={on_show.reform(|()| None)}
                    />
                } else {
                    { invitation(&input, &on_sample, card(&state.pack).as_deref(), &state.shelf) }
                }
            </main>
            { colophon(card(&state.pack).as_deref(), state.shelf.card().map(AsRef::as_ref), html! {
                <Edition network={state.tags.network.clone()} pack={card(&state.pack)} catalogue={state.shelf.card().cloned()} songs={counts(&state.songs)} on_files={on_shared} />
            }) }
        </>
    }
}

/// The conductor, started once.
#[hook]
pub(super) fn use_conductor(tell: UseReducerDispatcher<Page>, librarian: Librarian) -> Conductor {
    let tell = Callback::from(move |action: Action| tell.dispatch(action));
    let conductor = use_memo((), |()| Conductor::new(tell, librarian));
    let started = Rc::clone(&conductor);
    use_effect_with((), move |()| {
        spawn_local(async move {
            idle().await;
            started.start();
        });
    });
    (*conductor).clone()
}

/// The conductor hears what is missing from what is laid out, and the browser what to remember.
#[hook]
pub(super) fn use_comparison(conductor: &Conductor, state: &State) {
    let asked = conductor.clone();
    use_effect_with((state.wanted(), state.terms.clone()), move |(wanted, terms)| {
        asked.want(wanted.clone(), (**terms).clone());
        if memory::terms() != **terms {
            memory::remember_terms(terms);
        }
    });
    let asked = conductor.clone();
    use_effect_with(state.uncharted(), move |uncharted| asked.want_chart(uncharted.clone()));
    let asked = conductor.clone();
    use_effect_with(state.unexplained(), move |wanted| asked.wonder(wanted.clone()));
    use_effect_with(state.shelf.settled().map(str::to_owned), |settled| {
        if let Some(settled) = settled {
            memory::remember_catalogue(settled);
        }
    });
}

/// Who hears songs gets ready before the first one.
#[hook]
fn use_rehearsal(conductor: &Conductor) {
    let conductor = conductor.clone();
    use_effect_with((), move |()| {
        spawn_local(async move {
            idle().await;
            idle().await; // first the worker that fetches the pack
            conductor.rehearse();
        });
    });
}

/// The conductor hears what the network is to do.
#[hook]
fn use_network(conductor: &Conductor, state: &State) {
    let conductor = conductor.clone();
    use_effect_with(state.task(), move |task| conductor.attend(*task));
}

/// The page and its address name the same place.
#[hook]
fn use_place(page: &UseReducerHandle<Page>) {
    use_following(page);
    use_effect_with(page.0.place, |place| address::go(*place));
}

/// The page goes where its address leads.
#[hook]
pub(super) fn use_following(page: &UseReducerHandle<Page>) {
    let hear = page_callback(page, Action::Went);
    use_effect_with((), move |()| {
        let following = address::follow(hear);
        move || drop(following)
    });
}

/// Sends for the other program when one of its pages is first opened, and shows whichever program the open page is of. Also
/// returned: what to call for another try.
#[hook]
fn use_annexe(place: Place) -> (Annexe, Callback<()>) {
    let standing = use_state_eq(Annexe::default);
    let listeners = use_mut_ref(Vec::new);
    let away = place != Place::Listen;
    let wanted = away && *standing == Annexe::Away;
    let set = standing.setter();
    use_effect_with(wanted, move |wanted| {
        if *wanted {
            set.set(Annexe::Coming);
            *listeners.borrow_mut() = annexe::send(&Callback::from(move |standing| set.set(standing)));
        }
    });
    use_effect_with(away && *standing == Annexe::Open, |elsewhere| {
        annexe::show(if *elsewhere { annexe::LIBRARY } else { annexe::ROOT });
    });
    let set = standing.setter();
    (*standing, Callback::from(move |()| set.set(Annexe::Away)))
}

/// While the other program is not there.
fn coming(annexe: Annexe, on_again: &Callback<()>) -> Html {
    match annexe {
        Annexe::Lost => failure("This page did not arrive. Check the connection, then try again.", on_again),
        _ => html! { <div class="waiting" role="status">{ "Opening the page …" }</div> },
    }
}

/// Both programs choose from the same catalogues: whoever is seen again takes what was chosen in the other.
#[hook]
pub(super) fn use_agreement(page: &UseReducerHandle<Page>, seen: bool) {
    let choose = page_callback(page, Action::Chosen);
    let before = use_mut_ref(|| seen);
    use_effect_with(seen, move |seen| {
        if let (true, false, Some(catalogue)) = (*seen, before.replace(*seen), memory::catalogue()) {
            choose.emit(catalogue);
        }
    });
}

/// The address may ask for the sample: the installed page's shortcut does.
#[hook]
fn use_request(on_sample: Callback<()>) {
    use_effect_with((), move |()| {
        if address::asks_for("sample") {
            address::settle();
            on_sample.emit(());
        }
    });
}

/// The tab says which page it holds, or whose answer.
#[hook]
fn use_title(place: Place, shown: Option<&Song>) {
    let title = match (place, shown) {
        (Place::Listen, None) => "Segue".to_owned(),
        (Place::Listen, Some(song)) => format!("{} · Segue", song.title()),
        (other, _) => format!("{} · Segue", other.word()),
    };
    use_effect_with(title, |title| gloo::utils::document().set_title(title));
}

/// Whenever another page is opened, or another song laid out, the page begins at its top again, for eyes and keyboard alike.
#[hook]
pub(super) fn use_top(main: NodeRef, shown: (Place, Option<Job>)) {
    let last = use_mut_ref(|| shown);
    use_effect_with(shown, move |shown| {
        if last.replace(*shown) != *shown {
            focus(&main);
            gloo::utils::window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
}

pub(super) fn page_callback<T: 'static>(
    page: &UseReducerHandle<Page>,
    action: fn(T) -> Action,
) -> Callback<T> {
    let tell = page.dispatcher();
    Callback::from(move |value| tell.dispatch(action(value)))
}

/// All songs, and those that are not done.
fn counts(songs: &[Rc<Song>]) -> (usize, usize) {
    (songs.len(), songs.iter().filter(|song| song.answer().is_none()).count())
}

pub(super) fn card(pack: &Pack) -> Option<Rc<PackCard>> {
    match pack {
        Pack::Loaded(card) => Some(Rc::clone(card)),
        Pack::Loading | Pack::Refused(_) => None,
    }
}

/// What is read out when it changes: the stage, then the verdict.
fn spoken(shown: Option<&Song>) -> String {
    match shown {
        None => String::new(),
        Some(song) => match &song.phase {
            Phase::Done(answer) => format!("{}: {}", song.title(), Verdict::about(&answer.analysis)),
            phase => format!("{}: {}", song.title(), phase.words()),
        },
    }
}
