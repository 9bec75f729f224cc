//! The song in the words of listeners, and how the network that hears them stands.

use yew::prelude::*;

use crate::app::state::{Answer, Permission, Progress, TagNews, Tagging, Tags};
use crate::app::telling;
use crate::app::telling::tags::{agreement, progress, words};
use crate::engine::cnn::TagsOfSong;
use crate::protocol::Job;

/// Goes wherever the network's weights go.
const NOTICE: &str = include_str!("../../../models/musicnn/LICENSE.md");

/// What listeners would call the song.
pub fn heard(job: Job, answer: Option<&Answer>, tags: &Tags, on_tags: &Callback<TagNews>) -> Html {
    html! {
        <section class="heard-tags" aria-labelledby="heard-tags" data-testid="tags">
            <div class="head">
                <h2 id="heard-tags">{ "In listeners’ words" }</h2>
                <p>{ "A network that has learned what listeners write about music hears the song in pieces of three seconds." }</p>
            </div>
            if let Some(tagging) = tags.of(job) {
                { told(answer, &tagging) }
                { controls(job, &tagging, on_tags) }
                { all(tagging.tags.as_deref()) }
                <details class="all-tags">
                    <summary>{ "MSD_musicnn: credit and licence" }</summary>
                    if let Some(network) = &tags.network {
                        <p>{ &network.credit }</p>
                    }
                    <p class="notice">{ NOTICE }</p>
                </details>
            } else {
                { permit(tags.permission, on_tags) }
            }
        </section>
    }
}

/// The sentence, and how it goes with the genre. Its place is there from the start.
fn told(answer: Option<&Answer>, tagging: &Tagging) -> Html {
    let heard = answer.zip(tagging.tags.as_deref());
    let done = tagging.progress == Progress::Done;
    html! {
        <div class="in-words">
            <p class="said" data-testid="tag-words">{ heard.map(|(_, tags)| words(tags)) }</p>
            <p class="soft" data-testid="tag-agreement">{ heard.map(|(answer, tags)| agreement(&answer.analysis.genres, tags)) }</p>
            <p class="unseen" role="status">{ heard.filter(|_| done).map(|(_, tags)| format!("In listeners’ words: {}", words(tags))) }</p>
        </div>
    }
}

fn controls(job: Job, tagging: &Tagging, on_tags: &Callback<TagNews>) -> Html {
    let button = |label: &str, testid: &'static str, news: TagNews| {
        let onclick = on_tags.reform(move |_: MouseEvent| news.clone());
        html! { <button class="button" data-testid={testid} {onclick}>{ label.to_owned() }</button> }
    };
    let first = match &tagging.progress {
        Progress::Preparing | Progress::Listening => button("Pause", "tags-pause", TagNews::Paused(job)),
        Progress::Paused => button("Go on", "tags-go-on", TagNews::Resumed(job)),
        Progress::Failed(_) => button("Try again", "tags-again", TagNews::Resumed(job)),
        Progress::Done => html! {},
    };
    let percent = (100 * tagging.done()).checked_div(tagging.of).unwrap_or(0);
    html! {
        <div class="tag-controls">
            <div class="way" role="progressbar" aria-label="Pieces heard" aria-valuemin="0" aria-valuemax="100" aria-valuenow={percent.to_string()}>
                <i style={format!("inline-size:{percent}%")} />
            </div>
            <p class="soft" data-testid="tags-progress" role={matches!(tagging.progress, Progress::Failed(_)).then_some("alert")}>{ progress(tagging) }</p>
            <span>{ first }{ button("Switch off", "tags-off", TagNews::Permitted(Permission::Denied)) }</span>
        </div>
    }
}

/// The table behind the lane.
fn all(tags: Option<&TagsOfSong>) -> Html {
    let rows = tags.iter().flat_map(|tags| &tags.song).map(|tag| {
        html! { <li><span>{ &tag.tag }</span><span>{ telling::percent(tag.probability) }</span></li> }
    });
    html! {
        <details class="all-tags">
            <summary>{ "All fifty tags" }</summary>
            <ol data-testid="all-tags">{ for rows }</ol>
        </details>
    }
}

/// What is said where it may not listen.
fn permit(permission: Permission, on_tags: &Callback<TagNews>) -> Html {
    let decide = |permission: Permission| on_tags.reform(move |_: MouseEvent| TagNews::Permitted(permission));
    let asks = permission == Permission::Open;
    let sentence = if asks {
        "This browser is set to save traffic. The network takes less than a megabyte to fetch, once."
    } else {
        "The network is switched off, and nothing of it is fetched."
    };
    html! {
        <div class="tag-controls">
            <p class="soft" data-testid="tags-unheard">{ sentence }</p>
            <span>
                <button class="button" data-testid="tags-on" onclick={decide(Permission::Granted)}>{ if asks { "Let it listen" } else { "Switch on" } }</button>
                if asks {
                    <button class="button" data-testid="tags-off" onclick={decide(Permission::Denied)}>{ "Never" }</button>
                }
            </span>
        </div>
    }
}
