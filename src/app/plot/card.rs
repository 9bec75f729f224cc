//! A picture to share: whose song, what it is, how it goes and what is near, in 1200 × 630 pixels.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};

use crate::app::state::Answer;
use crate::app::taking;
use crate::app::telling;
use crate::app::verdict::{Piece, Verdict};
use crate::app::view::hue;
use crate::engine::analysis::{Analysis, Neighbour};
use crate::engine::cnn::{Tagged, TagsOfSong};

/// What the services that show links show of them.
const SIZE: [u32; 2] = [1200, 630];
const MARGIN: f64 = 64.0;
const WIDTH: f64 = SIZE[0] as f64 - 2.0 * MARGIN;
/// The sentence's type size at most, and the smallest before it is cut.
const SENTENCE: f64 = 66.0;
/// Where waveform, timeline and neighbours begin, and how high the first two are.
const WAVE: [f64; 2] = [308.0, 84.0];
const TIMELINE: [f64; 2] = [400.0, 42.0];
const NEIGHBOURS: f64 = 506.0;
const ROW: f64 = 36.0;
/// Three in each of two columns leave the last place to the colophon.
const NAMED: usize = 5;

/// The fonts that the picture is set in, to be loaded before it is drawn.
pub const FONTS: [&str; 3] = ["420 64px Fraunces", "400 22px Inter", "600 22px Inter"];

/// Draws the picture in the present colour scheme.
///
/// # Errors
/// What the browser says when it has no more canvases to give.
pub fn draw(answer: &Answer, shown: &Tagged) -> Result<HtmlCanvasElement, JsValue> {
    let Tagged { analysis: shown, tags } = shown;
    let canvas: HtmlCanvasElement = gloo::utils::document().create_element("canvas")?.unchecked_into();
    canvas.set_width(SIZE[0]);
    canvas.set_height(SIZE[1]);
    let pen: CanvasRenderingContext2d =
        canvas.get_context("2d")?.map(JsCast::unchecked_into).ok_or(JsValue::NULL)?;
    let card = Card { pen, probe: Probe::new()? };
    card.ink("--paper");
    card.pen.fill_rect(0.0, 0.0, f64::from(SIZE[0]), f64::from(SIZE[1]));
    card.head(shown)?;
    card.sentence(&Verdict::about(shown))?;
    card.wave(&answer.peaks);
    card.timeline(shown);
    card.axis(shown)?;
    card.tags(tags.as_ref())?;
    card.neighbours(shown)?;
    Ok(canvas)
}

struct Card {
    pen: CanvasRenderingContext2d,
    probe: Probe,
}

impl Card {
    fn ink(&self, property: &str) {
        self.pen.set_fill_style_str(&self.probe.colour(property));
    }

    /// Words that end before `room` does; how wide they are.
    fn write(&self, words: &str, x: f64, y: f64, room: f64) -> Result<f64, JsValue> {
        let fits = |words: &str| Ok::<_, JsValue>(self.pen.measure_text(words)?.width() <= room);
        let mut shown = words.to_owned();
        let mut letters: Vec<char> = words.chars().collect();
        while !fits(&shown)? && letters.pop().is_some() {
            shown = letters.iter().collect::<String>().trim_end().to_owned() + "…";
        }
        self.pen.fill_text(&shown, x, y)?;
        Ok(self.pen.measure_text(&shown)?.width())
    }

    fn head(&self, shown: &Analysis) -> Result<(), JsValue> {
        self.pen.set_font("560 32px Fraunces, Georgia, serif");
        self.ink("--ink");
        let mark = self.write("segue", MARGIN, 82.0, WIDTH)?;
        self.ink("--accent");
        self.write(".", MARGIN + mark, 82.0, WIDTH)?;
        let song = &shown.song;
        let after = format!("  {}", telling::clock(song.seconds));
        self.pen.set_font("600 26px Inter, system-ui, sans-serif");
        self.ink("--ink");
        let title = self.write(taking::title(song), MARGIN, 136.0, WIDTH * 0.62)?;
        self.pen.set_font("400 26px Inter, system-ui, sans-serif");
        self.ink("--soft");
        let by = song.artist.as_ref().map_or(after.clone(), |artist| format!("  {artist}{after}"));
        self.write(&by, MARGIN + title, 136.0, WIDTH - title)?;
        Ok(())
    }

    /// Two lines, as on the page.
    fn sentence(&self, verdict: &Verdict) -> Result<(), JsValue> {
        let pieces = verdict.pieces();
        let lines: Vec<_> = pieces.split(|piece| *piece == Piece::Turn).collect();
        let set = |size: f64| self.pen.set_font(&format!("420 {size}px Fraunces, Georgia, serif"));
        set(SENTENCE);
        let mut widest = 0.0_f64;
        for line in &lines {
            let words: String = line.iter().map(|piece| words(piece)).collect();
            widest = widest.max(self.pen.measure_text(&words)?.width());
        }
        let size = SENTENCE * (WIDTH / widest.max(1.0)).min(1.0);
        set(size);
        for (line, y) in lines.iter().zip([212.0, 212.0 + 1.04 * size]) {
            let mut x = MARGIN;
            for piece in *line {
                match piece {
                    Piece::Top(genre) | Piece::Rival(genre) => self.ink(hue::property(genre)),
                    _ => self.ink("--ink"),
                }
                x += self.write(words(piece), x, y, WIDTH + MARGIN - x + 1.0)?;
            }
        }
        Ok(())
    }

    fn wave(&self, peaks: &[[f32; 2]]) {
        const PITCH: f64 = 4.0;
        self.ink("--accent");
        let bars = (WIDTH / PITCH) as usize;
        let loudest = peaks.iter().flatten().fold(f32::MIN_POSITIVE, |loudest, peak| loudest.max(peak.abs()));
        for bar in 0..bars {
            let span = bar * peaks.len() / bars..((bar + 1) * peaks.len()).div_ceil(bars);
            let span = peaks.get(span).unwrap_or_default();
            let reach = span.iter().flatten().fold(0.0_f32, |reach, peak| reach.max(peak.abs()));
            let height = (f64::from(reach / loudest) * WAVE[1]).max(2.0);
            let y = WAVE[0] + (WAVE[1] - height) / 2.0;
            self.pen.fill_rect(MARGIN + bar as f64 * PITCH, y, PITCH - 1.5, height);
        }
    }

    fn timeline(&self, shown: &Analysis) {
        let across = WIDTH / shown.song.seconds.max(f64::MIN_POSITIVE);
        for (step, [from, to]) in
            shown.timeline.iter().zip(telling::columns(&shown.timeline, shown.song.seconds))
        {
            // Whole pixels: between halves the paper would shine through.
            let [left, right] = [from, to].map(|time| (MARGIN + time * across).round());
            let mut bottom = TIMELINE[0] + TIMELINE[1];
            for (genre, share) in shown.genres.iter().zip(&step.probabilities) {
                let height = f64::from(*share) * TIMELINE[1];
                bottom -= height;
                self.ink(hue::property(&genre.genre));
                self.pen.fill_rect(left, bottom, right - left, height);
            }
        }
    }

    fn axis(&self, shown: &Analysis) -> Result<(), JsValue> {
        self.pen.set_font("400 18px Inter, system-ui, sans-serif");
        self.ink("--soft");
        self.write("0:00", MARGIN, 462.0, WIDTH)?;
        self.pen.set_text_align("right");
        self.write(&telling::clock(shown.song.seconds), MARGIN + WIDTH, 462.0, WIDTH)?;
        self.write("Heard in the browser: nothing left the device.", MARGIN + WIDTH, 82.0, WIDTH)?;
        self.pen.set_text_align("left");
        Ok(())
    }

    /// In the middle of the axis, where no time stands.
    fn tags(&self, tags: Option<&TagsOfSong>) -> Result<(), JsValue> {
        let Some(tags) = tags else { return Ok(()) };
        self.pen.set_font("400 22px Fraunces, Georgia, serif");
        self.ink("--ink");
        self.pen.set_text_align("center");
        self.write(&telling::tags::words(tags), MARGIN + WIDTH / 2.0, 464.0, WIDTH * 0.8)?;
        self.pen.set_text_align("left");
        Ok(())
    }

    fn neighbours(&self, shown: &Analysis) -> Result<(), JsValue> {
        self.pen.set_font("520 24px Fraunces, Georgia, serif");
        self.ink("--ink");
        if !shown.has_neighbours() {
            self.write("No song is similar enough to be called a neighbour.", MARGIN, NEIGHBOURS, WIDTH)?;
            return Ok(());
        }
        self.write(taking::heading(shown.order), MARGIN, NEIGHBOURS, WIDTH)?;
        let column = (WIDTH - 32.0) / 2.0;
        for (place, near) in shown.neighbours.iter().take(NAMED).enumerate() {
            // The heading has the first place.
            let (across, down) = ((place + 1) / 3, (place + 1) % 3);
            let x = MARGIN + across as f64 * (column + 32.0);
            self.neighbour(near, x, NEIGHBOURS + down as f64 * ROW, column)?;
        }
        Ok(())
    }

    fn neighbour(&self, near: &Neighbour, x: f64, y: f64, room: f64) -> Result<(), JsValue> {
        self.pen.set_font("400 22px Inter, system-ui, sans-serif");
        self.ink("--soft");
        let rank = self.write(&format!("{}  ", near.rank), x, y, room)?;
        self.pen.set_font("600 22px Inter, system-ui, sans-serif");
        self.ink("--ink");
        let title = self.write(&near.title, x + rank, y, (room - rank) * 0.65)?;
        self.pen.set_font("400 22px Inter, system-ui, sans-serif");
        self.ink("--soft");
        self.write(&format!("  {}", near.artist), x + rank + title, y, room - rank - title)?;
        Ok(())
    }
}

fn words<'a>(piece: &Piece<'a>) -> &'a str {
    match piece {
        Piece::Words(words) => words,
        Piece::Top(genre) | Piece::Rival(genre) | Piece::Shade(genre) => genre,
        Piece::Turn | Piece::Fold => "",
    }
}

/// An element that is asked what a custom property of style.css stands for at present.
struct Probe(HtmlElement);

impl Probe {
    fn new() -> Result<Self, JsValue> {
        let probe: HtmlElement = gloo::utils::document().create_element("i")?.unchecked_into();
        gloo::utils::body().append_child(&probe)?;
        Ok(Self(probe))
    }

    fn colour(&self, property: &str) -> String {
        let _ = self.0.style().set_property("color", &format!("var({property})"));
        let computed = gloo::utils::window().get_computed_style(&self.0).ok().flatten();
        computed.and_then(|style| style.get_property_value("color").ok()).unwrap_or_default()
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.0.remove();
    }
}
