use vecmap::VecMap;

use super::*;
use crate::engine::analysis::{self, Analysis, PackName, Stage};
use crate::engine::analysis::{Artists, Order, Ranking};
use crate::engine::cnn::tags::TAGS;
use crate::engine::reason::Reason;
use crate::engine::terrain::Terrain;
use crate::protocol::Holds;
use crate::protocol::network::NetworkCard;

fn song(job: Job) -> Song {
    Song {
        job,
        name: format!("{job}.mp3"),
        sound: String::new(),
        cover: None,
        header: None,
        phase: Phase::Waiting,
        compared: VecMap::new(),
        charted: VecMap::new(),
        wonder: Wonder::default(),
    }
}

fn dropped(jobs: &[Job]) -> State {
    State::default().reduce(Action::Dropped(jobs.iter().copied().map(song).collect()))
}

fn refused(state: &State, job: Job) -> State {
    state.reduce(Action::Refused(Refusal { job, sentence: format!("no {job}") }))
}

#[test]
fn first_of_a_drop_is_laid_out_even_beside_an_older_song() {
    let state = dropped(&[1, 2]);
    assert_eq!(state.shown, Some(1));
    let state = state.reduce(Action::Dropped(vec![song(3), song(4)]));
    assert_eq!(state.shown, Some(3));
    assert_eq!(state.songs.len(), 4);
}

#[test]
fn an_empty_drop_changes_nothing() {
    assert_eq!(dropped(&[1]).reduce(Action::Dropped(Vec::new())), dropped(&[1]));
}

#[test]
fn a_refused_song_leaves_a_sentence_and_its_successor() {
    let state = refused(&dropped(&[1, 2, 3]), 1);
    assert_eq!(state.shown, Some(2));
    assert_eq!(state.refusals, [Refusal { job: 1, sentence: "no 1".into() }]);
    let state = refused(&refused(&state, 3), 2);
    assert_eq!((state.shown, state.songs.len(), state.refusals.len()), (None, 0, 3));
    assert!(state.reduce(Action::Dropped(vec![song(4)])).refusals.is_empty());
}

#[test]
fn the_last_song_leaves_its_predecessor() {
    let state = dropped(&[1, 2]).reduce(Action::Shown(Some(2))).reduce(Action::Removed(2));
    assert_eq!(state.shown, Some(1));
}

#[test]
fn late_news_of_a_removed_song_changes_nothing() {
    let state = dropped(&[1, 2]).reduce(Action::Removed(1));
    assert_eq!(state.reduce(Action::Reached(1, Phase::Decoding)), state);
    assert_eq!(state.reduce(Action::Removed(1)), state);
}

#[test]
fn a_pack_once_known_stays_known_while_a_fresh_worker_fetches_it() {
    let known = State::default().reduce(Action::PackIs(Pack::Loaded(Rc::new(card("p")))));
    assert_eq!(known.reduce(Action::PackIs(Pack::Loading)), known);
    let refused = known.reduce(Action::PackIs(Pack::Refused("gone".into())));
    assert_eq!(refused.reduce(Action::PackIs(Pack::Loading)).pack, Pack::Loading);
}

#[test]
fn progress_only_grows_along_the_path() {
    let path = [
        Phase::Waiting,
        Phase::Reading,
        Phase::Streaming(0.0),
        Phase::Decoding,
        Phase::Working(Stage::Listening, 0.0),
        Phase::Working(Stage::Listening, 0.1),
        Phase::Streaming(1.0),
        Phase::Working(Stage::Listening, 2.0),
        Phase::Ready,
        Phase::Working(Stage::Classifying, 0.5),
        Phase::Working(Stage::Searching, 1.0),
    ];
    let steps: Vec<f32> = path.iter().map(Phase::done).collect();
    assert!(steps.is_sorted(), "{steps:?}");
    assert!(steps.iter().all(|step| (0.0..=1.0).contains(step)), "{steps:?}");
}

fn offer(name: &str) -> Offer {
    Offer { name: name.into(), title: name.to_uppercase(), host: None, bytes: None }
}

fn card(name: &str) -> PackCard {
    PackCard {
        network: None,
        name: name.into(),
        title: String::new(),
        tracks: 3,
        holds: Holds::Songs,
        genres: Vec::new(),
        licence: String::new(),
        credit: String::new(),
    }
}

fn there(name: &str) -> Action {
    Action::CatalogueIs(name.into(), Standing::There(Rc::new(card(name))))
}

fn refused_catalogue(name: &str) -> Action {
    Action::CatalogueIs(name.into(), Standing::Refused("no".into()))
}

fn chosen(state: &State) -> &str {
    state.shelf.chosen().map_or("", |catalogue| &catalogue.offer.name)
}

fn after(state: &State, actions: impl IntoIterator<Item = Action>) -> State {
    actions.into_iter().fold(state.clone(), |state, action| state.reduce(action))
}

/// Three catalogues, of which the first is at hand, and a song that was compared with it.
fn compared() -> State {
    let pack = PackName { name: "a".into(), revision: "1".into() };
    let analysis = Analysis {
        schema: String::new(),
        song: analysis::Song::default(),
        pack: pack.clone(),
        genres: Vec::new(),
        timeline: Vec::new(),
        catalogue: pack,
        strangeness: 1.0,
        ranking: Ranking::Balanced,
        songs: 5,
        order: Order::Nearest,
        artists: Artists::Once,
        without: Vec::new(),
        neighbours: Vec::new(),
    };
    let answer = Answer { analysis, peaks: Vec::new(), spectrogram: Rc::default() };
    let listed = Action::Listed(["a", "b", "c"].map(offer).to_vec());
    let loaded = Action::PackIs(Pack::Loaded(Rc::new(card("a"))));
    after(&dropped(&[1]), [listed, loaded, Action::Reached(1, Phase::Done(Rc::new(answer)))])
}

/// For these neighbours nobody asked for anything special.
fn wish(catalogue: &str) -> Wish {
    Wish { catalogue: catalogue.into(), terms: Terms::default() }
}

fn found(wish: Wish) -> Action {
    let name = PackName { name: wish.catalogue.clone(), revision: "2".into() };
    let near = Near { catalogue: name, neighbours: Vec::new() };
    Action::Compared(1, wish, Compared::Found(Rc::new(near)))
}

#[test]
fn songs_are_compared_with_the_first_catalogue_until_another_is_chosen() {
    let state = compared();
    assert_eq!((chosen(&state), state.wanted()), ("a", None));
    let state = state.reduce(Action::Chosen("b".into()));
    assert_eq!((chosen(&state), state.wanted()), ("b", Some((1, wish("b")))));
    let state = after(&state, [there("b"), found(wish("b"))]);
    assert_eq!(state.wanted(), None);
    assert_eq!(state.shelf.settled(), Some("b"));
    assert_eq!(state.reduce(Action::Chosen("a".into())).wanted(), None);
    // Other songs are compared when they are laid out.
    let state = state.reduce(Action::Dropped(vec![song(2)]));
    assert_eq!(state.wanted(), Some((2, wish("b"))));
}

#[test]
fn what_is_saved_is_what_is_shown() {
    let state = after(&compared(), [Action::Chosen("b".into()), there("b")]);
    let revision = |state: &State, catalogue| {
        state
            .shown()
            .and_then(|song| song.analysis(&wish(catalogue)))
            .map(|analysis| analysis.catalogue.revision)
    };
    assert_eq!((revision(&state, "a").as_deref(), revision(&state, "b")), (Some("1"), None));
    assert_eq!(revision(&state.reduce(found(wish("b"))), "b").as_deref(), Some("2"));
}

#[test]
fn a_catalogue_that_cannot_be_had_leaves_the_last_one_that_could() {
    let on_b = after(&compared(), [Action::Chosen("b".into()), there("b"), Action::Chosen("c".into())]);
    assert_eq!(chosen(&on_b), "c");
    let state = on_b.reduce(refused_catalogue("c"));
    assert_eq!(chosen(&state), "b");
    assert_eq!(state.shelf.refused().count(), 1);
    let again = state.reduce(Action::Chosen("c".into()));
    assert_eq!((chosen(&again), again.shelf.refused().count()), ("c", 0));

    let first = after(&compared(), [Action::Chosen("b".into()), refused_catalogue("b")]);
    assert_eq!(chosen(&first), "a");
    // One that was chosen no more by then changes nothing but its own standing.
    let moved = after(&on_b, [Action::Chosen("a".into()), refused_catalogue("c")]);
    assert_eq!(chosen(&moved), "a");
    // One that was at hand and is not any more.
    let lost = after(&compared(), [Action::Chosen("b".into()), there("b"), refused_catalogue("b")]);
    assert_eq!((chosen(&lost), lost.shelf.settled()), ("a", None));
}

#[test]
fn other_terms_are_asked_about_once_and_kept() {
    let farthest = Terms { order: Order::Farthest, ..Terms::default() };
    let state = compared().reduce(Action::Wished(farthest.clone()));
    let far = Wish { catalogue: "a".into(), terms: farthest.clone() };
    assert_eq!(state.wanted(), Some((1, far.clone())));
    let state = state.reduce(found(far.clone()));
    assert_eq!(state.wanted(), None);
    let analysis = state.shown().and_then(|song| song.analysis(&far)).expect("what was found");
    assert_eq!((analysis.order, analysis.terms()), (Order::Farthest, farthest.clone()));
    let back = state.reduce(Action::Wished(Terms::default()));
    assert_eq!((back.wanted(), back.reduce(Action::Wished(farthest)).wanted()), (None, None));
}

#[test]
fn a_comparison_that_failed_is_tried_again_when_it_is_asked_for_again() {
    let failed = Action::Compared(1, wish("b"), Compared::Failed("no".into()));
    let state = after(&compared(), [Action::Chosen("b".into()), there("b"), failed]);
    assert_eq!(state.wanted(), None);
    assert_eq!(state.reduce(Action::Chosen("b".into())).wanted(), Some((1, wish("b"))));
}

#[test]
fn the_way_is_wanted_once_there_is_an_answer() {
    assert_eq!(dropped(&[1]).uncharted(), None);
    let state = compared();
    assert_eq!(state.uncharted(), Some((1, "a".into())));
    let charted = |catalogue: &str| Action::Charted(1, catalogue.into(), Charted::Found(Rc::default()));
    let state = state.reduce(charted("a"));
    assert_eq!(state.uncharted(), None);
    let state = after(&state, [Action::Chosen("b".into()), there("b")]);
    assert_eq!(state.uncharted(), Some((1, "b".into())));
    let failed = Action::Charted(1, "b".into(), Charted::Failed("no".into()));
    let state = state.reduce(failed);
    assert_eq!(state.uncharted(), None);
    assert_eq!(state.reduce(Action::Chosen("b".into())).uncharted(), Some((1, "b".into())));
}

#[test]
fn the_terrain_is_that_of_the_chosen_catalogue() {
    let terrain = Rc::new(Terrain { genres: vec!["Rock".into()], ..Terrain::default() });
    let state = compared().reduce(Action::Surveyed("b".into(), Rc::clone(&terrain)));
    assert_eq!(state.terrain(), None);
    assert_eq!(state.reduce(Action::Chosen("b".into())).terrain(), Some(&terrain));
}

#[test]
fn a_choice_that_is_not_listed_is_none() {
    let state = compared();
    assert_eq!(chosen(&state.reduce(Action::Chosen("z".into()))), "a");
    let state = after(&state, [Action::Chosen("b".into()), Action::Listed(["a", "c"].map(offer).to_vec())]);
    assert_eq!(chosen(&state), "a");
    assert!(state.shelf.card().is_some(), "what was known stays known");
    // Remembered from an earlier visit, chosen before the first pack is there.
    let early =
        after(&State::default(), [Action::Listed(vec![offer("a"), offer("b")]), Action::Chosen("b".into())]);
    let early = early.reduce(Action::PackIs(Pack::Loaded(Rc::new(card("a")))));
    assert_eq!((chosen(&early), early.shelf.settled()), ("b", None));
}

#[test]
fn what_was_coming_comes_no_more_when_its_worker_has_gone() {
    let coming = || Action::CatalogueIs("b".into(), Standing::Coming { done: 1, of: 2 });
    let state = compared().reduce(coming());
    assert_eq!(state.shelf.catalogues[1].standing, Standing::Coming { done: 1, of: 2 });
    let fresh = state.reduce(Action::PackIs(Pack::Loading));
    assert_eq!(fresh.shelf.catalogues[1].standing, Standing::Offered);
    assert!(fresh.shelf.catalogues[0].card().is_some(), "the page forgets what it knew");
    let known = compared().reduce(there("b"));
    assert_eq!(known.reduce(coming()), known, "a catalogue that is fetched anew");
}

fn why(track: u32) -> Why {
    Why { catalogue: "a".into(), ranking: Ranking::Balanced, order: Order::Nearest, track }
}

fn explained(track: u32) -> Action {
    let reason = Reason { score: 1.0, parts: 1, seconds: None, pairs: Vec::new(), sound: None };
    Action::Explained(1, why(track), Explained::Found(Rc::new(reason)))
}

#[test]
fn a_neighbour_that_is_opened_is_explained_once() {
    let state = compared().reduce(Action::Wondered(1, Some(why(7))));
    assert_eq!(state.unexplained(), Some((1, why(7))));
    let state = after(&state, [explained(7), Action::Wondered(1, Some(why(8)))]);
    assert_eq!(state.unexplained(), Some((1, why(8))));
    let state = after(&state, [explained(8), Action::Wondered(1, Some(why(7)))]);
    let wonder = &state.songs[0].wonder;
    assert!(state.unexplained().is_none() && wonder.is_open(&why(7)) && !wonder.is_open(&why(8)));
    assert!(state.reduce(Action::Wondered(1, None)).songs[0].wonder.known(&why(8)).is_some());
}

#[test]
fn what_could_not_be_explained_is_asked_again_when_it_is_opened_again() {
    let failed = Action::Explained(1, why(7), Explained::Failed("no".into()));
    let state = after(&compared(), [Action::Wondered(1, Some(why(7))), failed]);
    assert_eq!(state.unexplained(), None);
    let state = after(&state, [Action::Wondered(1, None), Action::Wondered(1, Some(why(7)))]);
    assert_eq!(state.unexplained(), Some((1, why(7))));
}

/// What the network has to say of the song that is laid out, from its first word to its last.
fn heard_by_network(state: &State) -> State {
    let card = NetworkCard { revision: "n".into(), ..NetworkCard::default() };
    let patches = vec![(0, [0.5; TAGS])];
    let news = [TagNews::Opened(card), TagNews::Measured(1, 1), TagNews::Heard(1, patches)];
    after(state, news.map(Action::Tags))
}

/// A song compared with a catalogue that the network has heard, by whatever is best.
fn between_rankings() -> State {
    let known = PackCard { network: Some("n".into()), ..card("a") };
    let there = Action::CatalogueIs("a".into(), Standing::There(Rc::new(known)));
    let granted = Action::Tags(TagNews::Permitted(Permission::Granted));
    after(&compared(), [there, granted, Action::Wished(Terms::of(Ranking::Both))])
}

#[test]
fn neighbours_are_by_timbre_until_the_network_has_heard_the_song() {
    let state = between_rankings();
    assert_eq!((state.ears(), state.wanted()), (Ears::Listening, None));
    let state = heard_by_network(&state);
    let both = Wish { catalogue: "a".into(), terms: Terms::of(Ranking::Both) };
    assert_eq!((state.ears(), state.wanted()), (Ears::Ready, Some((1, both.clone()))));
    // What is shown meanwhile is what can be taken along.
    let ranking =
        |state: &State| state.shown().and_then(|song| song.analysis(&both)).map(|analysis| analysis.ranking);
    assert_eq!(ranking(&state), Some(Ranking::Balanced));
    assert_eq!(ranking(&state.reduce(found(both.clone()))), Some(Ranking::Both));
}

#[test]
fn a_neighbour_that_is_read_is_not_taken_away_by_another_ranking() {
    let reading = heard_by_network(&between_rankings().reduce(Action::Wondered(1, Some(why(7)))));
    assert_eq!((reading.ears(), reading.wanted()), (Ears::Held, None));
    assert_eq!(reading.reduce(Action::Wondered(1, None)).ears(), Ears::Ready);
    let asked = reading.reduce(Action::Wished(Terms::of(Ranking::Network)));
    assert_eq!(
        (asked.ears(), asked.wanted().map(|(_, wish)| wish.terms.ranking)),
        (Ears::Ready, Some(Ranking::Network))
    );
    // Another number of them closes nothing.
    let more = reading.reduce(Action::Wished(Terms { songs: 10, ..Terms::of(Ranking::Both) }));
    assert_eq!(more.ears(), Ears::Held);
}

#[test]
fn addresses_name_pages_and_strange_ones_the_first() {
    for place in Place::ALL {
        assert_eq!(Place::of(place.hash()), place);
    }
    for (hash, place) in [
        ("", Place::Listen),
        ("#/explore/", Place::Explore),
        ("#main", Place::Listen),
        ("#/x", Place::Listen),
    ] {
        assert_eq!(Place::of(hash), place, "{hash}");
    }
}

#[test]
fn a_song_stays_laid_out_on_other_pages_and_a_new_one_opens_its_own() {
    let away = dropped(&[1]).reduce(Action::Went(Place::Explore));
    assert_eq!((away.place, away.shown), (Place::Explore, Some(1)));
    assert_eq!(away.reduce(Action::Went(Place::Listen)), dropped(&[1]));
    assert_eq!(away.reduce(Action::Dropped(vec![song(2)])).place, Place::Listen);
    assert_eq!(away.reduce(Action::Shown(None)).place, Place::Listen);
}

fn missing<T>() -> Known<T> {
    Known::Missing("no".into())
}

#[test]
fn pages_lack_what_they_show_and_nothing_else() {
    let state = compared();
    assert!(state.lacks().is_empty());
    let name = chosen(&state).to_owned();
    let explore = state.reduce(Action::Went(Place::Explore));
    assert_eq!(explore.lacks(), [Lack::Survey(name.clone()), Lack::Report(name.clone())]);
    let model = state.reduce(Action::Went(Place::Model));
    assert_eq!(model.lacks(), [Lack::Report(name.clone())]);

    let refused = after(
        &explore,
        [Action::Overlooked(name.clone(), missing()), Action::Reported(name.clone(), missing())],
    );
    assert!(refused.lacks().is_empty());
    assert_eq!(refused.reduce(Action::Asked).lacks(), explore.lacks());
    assert_eq!(refused.reduce(Action::Went(Place::Model)).lacks(), [Lack::Report(name)]);
}

#[test]
fn neighbours_of_a_song_picked_before_come_too_late() {
    let state = compared().reduce(Action::Went(Place::Explore));
    let name = chosen(&state).to_owned();
    let state =
        after(&state, [Action::Picked(Some((name.clone(), 3))), Action::Picked(Some((name.clone(), 4)))]);
    assert_eq!(state.lacks().last(), Some(&Lack::Around(name.clone(), 4)));
    let near = |position| {
        Action::Near(Around { catalogue: name.clone(), position, found: Some(Ok(Rc::new(Vec::new()))) })
    };
    assert_eq!(state.reduce(near(3)), state);
    let found = state.reduce(near(4));
    assert!(found.library.around(&name).is_some_and(|around| around.found.is_some()));
    assert!(!found.lacks().contains(&Lack::Around(name, 4)));
    assert_eq!(found.reduce(Action::Picked(None)).library.around, None);
}

#[test]
fn the_self_check_is_no_song_of_the_visit() {
    let running = dropped(&[1]).reduce(Action::Checking(7));
    assert_eq!(running.reduce(Action::Reached(7, Phase::Decoding)), running);
    let failed = refused(&running, 7);
    assert_eq!(
        (failed.check, failed.refusals.len(), failed.songs.len()),
        (Check::Failed("no 7".into()), 0, 1)
    );
    assert_eq!(refused(&running, 1).check, Check::Running(7));
}
