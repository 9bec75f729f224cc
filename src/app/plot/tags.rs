//! The network's tags from left to right: one row for each, the stronger the ink the likelier.

use std::rc::Rc;

use yew::prelude::*;

use super::paper::{Paper, use_paper};
use crate::app::state::Tagging;
use crate::app::stretch::Stretch;
use crate::app::telling;
use crate::app::telling::tags::genre;
use crate::app::telling::tags::lane::{self, Row};
use crate::app::view::hue;
use crate::engine::cnn::TagsOfSong;
use crate::engine::cnn::tags::Group;

/// CSS pixels between rows.
const GAP: f64 = 2.0;

/// All groups, one under the other, in a song of so many seconds; until anything is heard, empty.
pub fn tags(tagging: &Tagging, length: f64, stretch: Stretch) -> Html {
    let groups = lane::ROWS.into_iter().map(|(group, rows)| {
        html! { <GroupOfTags {group} {rows} tags={tagging.tags.clone()} {length} {stretch} /> }
    });
    html! { <div class="tag-lanes" data-testid="tag-lanes">{ for groups }</div> }
}

/// See [`GroupOfTags`].
#[derive(Clone, PartialEq, Properties)]
struct GroupProps {
    group: Group,
    rows: usize,
    tags: Option<Rc<TagsOfSong>>,
    length: f64,
    stretch: Stretch,
}

/// One group: its name, its rows and what they are called.
#[component]
fn GroupOfTags(props: &GroupProps) -> Html {
    let GroupProps { group, rows, tags, .. } = props;
    let canvas = use_node_ref();
    use_paper(canvas.clone(), props.clone(), |paper, what| {
        if let Some(tags) = &what.tags {
            draw(paper, tags, what);
        }
    });
    let label = tags.as_ref().map_or_else(
        || format!("{}: its tags along the song follow.", lane::name(*group)),
        |tags| lane::summary(tags, *group, *rows),
    );
    let named = tags.iter().flat_map(|tags| lane::rows(tags, *group, *rows)).map(|row| {
        html! { <li data-testid="tag-row"><span>{ row.tag }</span></li> }
    });
    html! {
        <div class="tag-group" style={format!("--rows:{rows}")}>
            <span class="kind-of-tag">{ lane::name(*group) }</span>
            <canvas ref={canvas} role="img" aria-label={label} />
            <ul aria-hidden="true">{ for named }</ul>
        </div>
    }
}

fn draw(paper: &Paper, tags: &TagsOfSong, what: &GroupProps) {
    let width = f64::from(paper.width);
    let place = |time: f64| width * what.stretch.place(time / what.length.max(f64::MIN_POSITIVE));
    let spans: Vec<_> = tags.timeline.iter().map(|step| (step.start, step.end)).collect();
    let columns = telling::nearest(&spans, what.length);
    let down = f64::from(paper.height) / what.rows as f64;
    for (number, Row { tag, place: of, .. }) in
        lane::rows(tags, what.group, what.rows).into_iter().enumerate()
    {
        let colour = paper.colour(genre(tag).map_or("--ink", hue::property));
        let top = (number as f64 * down).round() as i32;
        let bottom = ((number + 1) as f64 * down - GAP * paper.scale).round() as i32;
        let blocks = tags.timeline.iter().zip(&columns).filter_map(|(step, edges)| {
            let [left, right] = edges.map(|time| place(time).clamp(0.0, width).round() as i32);
            let probability = step.probabilities.get(of).copied().unwrap_or_default();
            (left < right).then(|| ([left, top, right, bottom], lane::ink(probability)))
        });
        paper.fill(colour, blocks);
    }
}
