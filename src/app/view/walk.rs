//! The keyboard walks a song from window to window.

use std::rc::Rc;

use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::playhead::Playhead;
use crate::engine::course::Course;

/// Windows that an arrow key moves, and that a page key does.
const STEPS: [usize; 2] = [1, 10];

/// Moves the playhead to the middle of the window that a key asks for.
#[hook]
pub fn use_walk(course: Option<Rc<Course>>, playhead: &Playhead) -> Callback<KeyboardEvent> {
    let playhead = playhead.clone();
    Callback::from(move |event: KeyboardEvent| {
        let Some(course) = &course else { return };
        if let Some(goal) = key_goal(&event.key(), course.window_at(playhead.at()), course.windows()) {
            event.prevent_default();
            playhead.go(course.middle(goal));
        }
    })
}

fn key_goal(key: &str, now: usize, windows: usize) -> Option<usize> {
    let last = windows.checked_sub(1)?;
    let goal = match key {
        "ArrowRight" | "ArrowUp" => now + STEPS[0],
        "ArrowLeft" | "ArrowDown" => now.saturating_sub(STEPS[0]),
        "PageUp" => now + STEPS[1],
        "PageDown" => now.saturating_sub(STEPS[1]),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(goal.min(last))
}
