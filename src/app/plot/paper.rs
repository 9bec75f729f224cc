//! A canvas as sharp as the screen, drawn anew when what it shows, its size or the colour scheme changes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use gloo::events::EventListener;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData, ResizeObserver};
use yew::prelude::*;

use crate::app::passing::Scheme;

/// The area that a drawing fills, in device pixels from the upper left.
pub type Area = DrawingArea<CanvasBackend, Shift>;

/// A canvas to draw on.
pub struct Paper {
    canvas: HtmlCanvasElement,
    /// What draws on it; `None` if the browser has no more canvases to give.
    pub brush: Option<CanvasRenderingContext2d>,
    /// Device pixels across.
    pub width: i32,
    /// Device pixels down.
    pub height: i32,
    /// Device pixels in one CSS pixel.
    pub scale: f64,
    /// The colour scheme.
    pub scheme: Scheme,
}

/// All of a paper: left, top, right and bottom, as shares of it.
pub const ALL: [f64; 4] = [0.0, 0.0, 1.0, 1.0];

/// Left, top, right and bottom of a block, in device pixels.
pub type Block = [i32; 4];

thread_local! {
    /// What the browser said already: asking makes it style the page again.
    static COLOURS: RefCell<BTreeMap<(&'static str, Scheme), RGBColor>> = RefCell::default();
}

/// What a drawing depends on beside what it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Frame {
    width: f64,
    height: f64,
    scale: f64,
    scheme: Scheme,
}

impl Paper {
    /// A blank canvas of the frame's size, or of so many rows.
    fn new(canvas: HtmlCanvasElement, frame: Frame, rows: Option<u32>) -> Self {
        let pixels = |length: f64| (length * frame.scale).round() as i32;
        let (width, height) = (pixels(frame.width), rows.map_or(pixels(frame.height), u32::cast_signed));
        canvas.set_width(width.cast_unsigned());
        canvas.set_height(height.cast_unsigned());
        let brush = brush(&canvas).ok();
        Self { canvas, brush, width, height, scale: frame.scale, scheme: frame.scheme }
    }

    /// Where to draw; `None` if the browser has no more canvases to give.
    pub fn area(&self) -> Option<Area> {
        CanvasBackend::with_canvas_object(self.canvas.clone()).map(IntoDrawingArea::into_drawing_area)
    }

    /// Fills blocks with a colour, each as strongly (0 to 1) as it says. A canvas that refuses has nothing better to show.
    pub fn fill(&self, colour: RGBColor, blocks: impl IntoIterator<Item = (Block, f64)>) {
        let Some(brush) = &self.brush else { return };
        let RGBColor(red, green, blue) = colour;
        // Told once: the browser reads colours slowly.
        brush.set_fill_style_str(&format!("rgb({red} {green} {blue})"));
        for ([left, top, right, bottom], ink) in blocks {
            brush.set_global_alpha(ink);
            brush.fill_rect(left.into(), top.into(), (right - left).into(), (bottom - top).into());
        }
        brush.set_global_alpha(1.0);
    }

    /// Lays a picture of so many pixels (RGBA, row by row from the top) on a part of the paper, as [`ALL`] is one, softly
    /// where it is coarser.
    ///
    /// # Errors
    /// What the browser says when it has no more canvases to give, or the pixels are not as many as said.
    pub fn lay(&self, pixels: &[u8], columns: usize, part: [f64; 4]) -> Result<(), JsValue> {
        let slide = slide(pixels, columns)?;
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let [left, top, right, bottom] =
            [part[0] * width, part[1] * height, part[2] * width, part[3] * height];
        self.brush.as_ref().ok_or(JsValue::NULL)?.draw_image_with_html_canvas_element_and_dw_and_dh(
            &slide,
            left,
            top,
            right - left,
            bottom - top,
        )
    }

    /// Fills the paper with a slide from one share of its width to another, softly where it is coarser.
    ///
    /// # Errors
    /// What the browser says when it has no more canvases to give.
    pub fn project(&self, slide: &HtmlCanvasElement, [from, to]: [f64; 2]) -> Result<(), JsValue> {
        let (across, down) = (f64::from(slide.width()), f64::from(slide.height()));
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let brush = self.brush.as_ref().ok_or(JsValue::NULL)?;
        brush.draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            slide,
            from * across,
            0.0,
            (to - from) * across,
            down,
            0.0,
            0.0,
            width,
            height,
        )
    }

    /// The colour that this custom property stands for in the present scheme.
    pub fn colour(&self, property: &'static str) -> RGBColor {
        let known = COLOURS.with_borrow(|colours| colours.get(&(property, self.scheme)).copied());
        known.unwrap_or_else(|| {
            let Some(colour) = self.asked(property) else { return BLACK };
            COLOURS.with_borrow_mut(|colours| colours.insert((property, self.scheme), colour));
            colour
        })
    }

    fn asked(&self, property: &str) -> Option<RGBColor> {
        self.canvas.style().set_property("color", &format!("var({property})")).ok()?;
        let style = gloo::utils::window().get_computed_style(&self.canvas).ok()??;
        read_colour(&style.get_property_value("color").ok()?)
    }
}

/// A canvas of these pixels (RGBA, row by row from the top), to be laid on papers.
///
/// # Errors
/// What the browser says when it has no more canvases to give, or the pixels are not as many as said.
pub fn slide(pixels: &[u8], columns: usize) -> Result<HtmlCanvasElement, JsValue> {
    let image = ImageData::new_with_u8_clamped_array(Clamped(pixels), columns as u32)?;
    let slide: HtmlCanvasElement = gloo::utils::document().create_element("canvas")?.unchecked_into();
    slide.set_width(image.width());
    slide.set_height(image.height());
    brush(&slide)?.put_image_data(&image, 0.0, 0.0)?;
    Ok(slide)
}

fn brush(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    canvas.get_context("2d")?.map(JsCast::unchecked_into).ok_or(JsValue::NULL)
}

/// `rgb(1, 2, 3)`, which is how browsers tell a computed colour.
fn read_colour(said: &str) -> Option<RGBColor> {
    let mut parts =
        said.strip_prefix("rgb(")?.strip_suffix(')')?.split(',').map(|part| part.trim().parse().ok());
    Some(RGBColor(parts.next()??, parts.next()??, parts.next()??))
}

/// Keeps `draw`'s picture of `what` on the canvas.
#[hook]
pub fn use_paper<T: PartialEq + 'static>(canvas: NodeRef, what: T, draw: fn(&Paper, &T)) {
    use_ruled(canvas, None, what, draw);
}

/// As [`use_paper`]; but the paper has this many rows, which the browser stretches to the canvas's height: softly, and not
/// on the page's thread.
#[hook]
pub fn use_ruled<T: PartialEq + 'static>(canvas: NodeRef, rows: Option<u32>, what: T, draw: fn(&Paper, &T)) {
    let frame = use_frame(canvas.clone());
    use_effect_with((what, frame), move |(what, frame)| {
        if let Some(canvas) = canvas.cast::<HtmlCanvasElement>()
            && frame.width > 0.0
        {
            draw(&Paper::new(canvas, *frame, rows), what);
        }
    });
}

/// The canvas's frame, followed as it changes.
#[hook]
fn use_frame(canvas: NodeRef) -> Frame {
    let frame = use_state_eq(Frame::default);
    let set = frame.setter();
    use_effect_with(canvas, move |canvas| {
        let watched = canvas.cast::<Element>();
        let measure = {
            let watched = watched.clone();
            move || set.set(watched.as_ref().map(measured).unwrap_or_default())
        };
        measure();
        let resized = Closure::<dyn Fn()>::new(measure.clone());
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(watched)) = (&observer, &watched) {
            observer.observe(watched);
        }
        let scheme = scheme().map(|scheme| EventListener::new(&scheme, "change", move |_| measure()));
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop((resized, scheme));
        }
    });
    *frame
}

fn scheme() -> Option<web_sys::MediaQueryList> {
    gloo::utils::window().match_media("(prefers-color-scheme: dark)").ok().flatten()
}

fn measured(element: &Element) -> Frame {
    Frame {
        width: f64::from(element.client_width()),
        height: f64::from(element.client_height()),
        scale: gloo::utils::window().device_pixel_ratio(),
        scheme: if scheme().is_some_and(|dark| dark.matches()) { Scheme::Dark } else { Scheme::Light },
    }
}
