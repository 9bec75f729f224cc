//! The chosen catalogue, without a song.

mod chart;
mod company;
mod extremes;
mod finder;
mod near;

use std::rc::Rc;

use yew::prelude::*;

use super::failure::failure;
use super::picker::picker;
use crate::app::plot::{Profiles, counts, curve, multiples};
use crate::app::state::{Around, Known, Library, Reported, Shelf};
use crate::app::telling;
use crate::app::telling::survey::{groups, number};
use crate::engine::survey::Survey;
use crate::protocol::PackCard;

/// See [`Explore`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The catalogues, and which one is chosen.
    pub shelf: Rc<Shelf>,
    /// What is known of them.
    pub library: Rc<Library>,
    /// Hears which catalogue is wanted.
    pub on_choose: Callback<String>,
    /// Hears which song of which catalogue is picked, by position; or that none is.
    pub on_pick: Callback<Option<(String, u32)>>,
}

/// The page.
#[component]
pub fn Explore(props: &Props) -> Html {
    let Props { shelf, library, on_choose, .. } = props;
    let chosen = shelf.chosen();
    let name = chosen.map_or("", |chosen| chosen.offer.name.as_str());
    let title = chosen.map_or("", |chosen| chosen.offer.title.as_str());
    let survey = library.survey(name);
    let again = |name: &str| {
        let name = name.to_owned();
        on_choose.reform(move |()| name.clone())
    };
    html! {
        <article class="explore" data-testid="explore" aria-busy={survey.is_none().then_some("true")}>
            <div class="opening-words">
                <h1>{ headline(shelf.card().map(Rc::as_ref), survey) }</h1>
                <p><bdi>{ title }</bdi>{ ". Each dot is a song; songs that sound alike lie near each other." }</p>
            </div>
            if shelf.catalogues.len() > 1 {
                { picker(shelf, on_choose) }
            }
            { for shelf.refused().map(|(offer, sentence)| failure(sentence, &again(&offer.name))) }
            {
                match survey {
                    Some(Known::There(survey)) => laid_out(props, name, survey),
                    Some(Known::Missing(sentence)) => failure(sentence, &again(name)),
                    None => waiting(shelf),
                }
            }
        </article>
    }
}

/// `7,183 clips in eight genres`.
fn headline(card: Option<&PackCard>, survey: Option<&Known<Survey>>) -> String {
    let Some(card) = card else { return "A catalogue, seen from afar.".to_owned() };
    let holding = telling::holding(card);
    match survey {
        Some(Known::There(survey)) if !survey.genres.is_empty() => {
            format!("{holding} in {} genres.", number(survey.genres.len()))
        }
        _ => format!("{holding}, seen from afar."),
    }
}

fn waiting(shelf: &Shelf) -> Html {
    let told =
        if shelf.card().is_some() { "Looking at all of them …" } else { "Fetching the catalogue …" };
    html! { <div class="waiting" role="status">{ told }</div> }
}

fn laid_out(props: &Props, name: &str, survey: &Rc<Survey>) -> Html {
    let around = props.library.around(name);
    let on_pick = {
        let name = name.to_owned();
        props.on_pick.reform(move |position: Option<u32>| position.map(|position| (name.clone(), position)))
    };
    let reported = match props.library.report(name) {
        Some(Known::There(reported)) => Some(reported),
        Some(Known::Missing(_)) | None => None,
    };
    html! {
        <>
            <chart::Charted key={name.to_owned()} survey={survey.clone()} around={around.cloned()} on_pick={on_pick.clone()} />
            { counted(survey) }
            if !survey.genres.is_empty() {
                { profiled(survey, reported) }
                { crowded(survey) }
            }
            { company::overlap(survey) }
            { extremes::extremes(survey, &on_pick.reform(Some)) }
            { for reported.map(|reported| explained(reported)) }
            { told_missing(survey, props.library.report(name)) }
        </>
    }
}

fn counted(survey: &Survey) -> Html {
    let found = groups(survey);
    let (title, label) = if found.genres {
        ("How many of each", "Songs of each genre")
    } else {
        ("The largest albums", "Songs of each album")
    };
    let told = match found.others {
        0 => String::new(),
        others => {
            format!("Nobody named genres here, so albums are counted; {} more are smaller.", number(others))
        }
    };
    html! {
        <section aria-labelledby="counts">
            <div class="head"><h2 id="counts">{ title }</h2><p>{ told }</p></div>
            { counts(label, &found.rows) }
        </section>
    }
}

fn profiled(survey: &Survey, reported: Option<&Rc<Reported>>) -> Html {
    let profiles = reported.and_then(|reported| {
        let report = reported.report.as_ref()?;
        Some(report.profiles(&survey.genres, &reported.facts.standard))
            .filter(|profiles| !profiles.is_empty())
    });
    let Some(profiles) = profiles else { return html! {} };
    html! {
        <section aria-labelledby="profiles">
            <div class="head"><h2 id="profiles">{ "What they sound like" }</h2><p>{ "The mean level of each genre from bass to treble, smoothed. Where lines part, ears can tell." }</p></div>
            <Profiles profiles={Rc::new(profiles)} />
        </section>
    }
}

fn crowded(survey: &Rc<Survey>) -> Html {
    html! {
        <section aria-labelledby="crowds">
            <div class="head"><h2 id="crowds">{ "Where they crowd" }</h2><p>{ "The map again, once for each genre: the denser the colour, the more songs." }</p></div>
            { multiples(survey) }
        </section>
    }
}

fn explained(reported: &Reported) -> Html {
    let facts = &reported.facts;
    let sum = |count: usize| facts.explained.iter().take(count).sum::<f32>();
    let told = format!(
        "A song is described by {} numbers. The two directions of the map hold {} of what makes songs differ; {} are compared, and hold {}.",
        facts.standard.len(),
        telling::percent(sum(2)),
        facts.compared,
        telling::percent(sum(facts.compared as usize))
    );
    html! {
        <section aria-labelledby="variance">
            <div class="head"><h2 id="variance">{ "How much the map leaves out" }</h2><p>{ told }</p></div>
            { curve(&facts.explained, facts.compared) }
        </section>
    }
}

/// What this catalogue cannot tell.
fn told_missing(survey: &Survey, reported: Option<&Known<Reported>>) -> Html {
    let genres = survey.genres.is_empty().then_some(
        "Nobody named the genres of these songs: profiles, crowds and overlap by genre are left out."
            .to_owned(),
    );
    let report = match reported {
        Some(Known::Missing(sentence)) => Some(sentence.clone()),
        _ => None,
    };
    genres.into_iter().chain(report).map(|told| html! { <p class="soft aside">{ told }</p> }).collect()
}

/// The picked song, and what is near it, by position.
fn places(survey: &Survey, around: Option<&Around>) -> (Option<u32>, Vec<u32>) {
    let position =
        |id: u32| survey.songs.iter().position(|song| song.id == id).map(|position| position as u32);
    let found = around.and_then(|around| around.found.as_ref()?.as_ref().ok());
    let near = found.into_iter().flat_map(|found| found.iter().filter_map(|near| position(near.track_id)));
    (around.map(|around| around.position), near.collect())
}
