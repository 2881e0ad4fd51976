//! The paper of a picture: lines of text, bars and marks from top to bottom.

use alloc::{string::String, vec, vec::Vec};

use maud::{Markup, PreEscaped, html};

use crate::{
    text::{message, write_number},
    value::{Ratio, digits},
};

/// The narrowest picture, in pixels.
pub const MIN_WIDTH: u32 = 280;
/// The widest picture, in pixels.
pub const MAX_WIDTH: u32 = 1200;

const FONT: u32 = 14;
const LINE: u32 = 20;
/// How wide a character is at most on average: lines are broken before they could be too long.
const CHARACTER: u32 = 9;
const BAR: u32 = 20;
/// What stands between two rows.
const GAP: u32 = 12;
/// The room for what is written behind a bar of levels.
const BEHIND_LEVELS: u32 = 90;
/// The room for what is written behind an axis.
const BEHIND_AXIS: u32 = 160;
/// So that a mark at the end of an axis is whole.
const MARGIN: u32 = 8;

/// From the lowest level to the highest, each with the ink that is read on it: brown to green, which people
/// who do not see red and green apart also tell from each other, and grey on paper.
const LEVELS: [(&str, &str); 7] = [
    ("#8c510a", "#fff"),
    ("#bf812d", "#000"),
    ("#dfc27d", "#000"),
    ("#e8e8e8", "#000"),
    ("#80cdc1", "#000"),
    ("#35978f", "#000"),
    ("#01665e", "#fff"),
];

/// What a mark on an axis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The value.
    Value,
    /// The target.
    Target,
    /// One of those that it is compared with.
    Beside(usize),
}

/// A picture being drawn, from top to bottom.
pub(super) struct Sheet {
    width: u32,
    name: &'static str,
    title: String,
    y: u32,
    shapes: Vec<Markup>,
}

/// The colours of so many levels, spread over the scale.
fn colours(count: usize) -> Vec<(&'static str, &'static str)> {
    let last = LEVELS.len().saturating_sub(1);
    (0..count)
        .filter_map(|level| {
            let place = level.saturating_mul(last).checked_div(count.saturating_sub(1)).unwrap_or(0);
            LEVELS.get(place).copied()
        })
        .collect()
}

/// `text` in lines of at most `most` characters, where a word is not longer than that.
fn lines(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        let length = line.chars().count().saturating_add(1).saturating_add(word.chars().count());
        if !line.is_empty() && length > most {
            lines.push(String::from(word));
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// `share` percent of a length, with one decimal.
fn part(length: u32, share: Ratio) -> Ratio {
    let part = share.checked_mul(Ratio::integer(length.into())).and_then(|all| all.checked_div(Ratio::integer(100)));
    part.unwrap_or(Ratio::ZERO)
}

fn tenths(number: Ratio) -> String {
    number.to_shortest(1)
}

impl Sheet {
    /// An empty one; `name` keeps the addresses within it apart from those of other pictures on the page.
    pub(super) fn new(width: u32, name: &'static str) -> Self {
        Self { width: width.clamp(MIN_WIDTH, MAX_WIDTH), name, title: String::new(), y: 0, shapes: Vec::new() }
    }

    fn down(&mut self, by: u32) {
        self.y = self.y.saturating_add(by);
    }

    /// How many characters stand in a line of so many pixels.
    fn characters(width: u32) -> usize {
        usize::try_from(width.checked_div(CHARACTER).unwrap_or(1)).unwrap_or(usize::MAX)
    }

    fn text(&mut self, text: &str, weight: &str) {
        for line in lines(text, Self::characters(self.width)) {
            self.down(LINE);
            let y = self.y.saturating_sub(5);
            self.shapes.push(html! { text x="0" y=(y) font-weight=(weight) { (line) } });
        }
    }

    /// The title and what it belongs to, of how many responses, and that it is for reference.
    pub(super) fn title(&mut self, texts: &[&str], responses: u64, language: &str) {
        self.title = String::from(texts.first().copied().unwrap_or_default());
        for (index, text) in texts.iter().enumerate() {
            self.text(text, if index == 0 { "700" } else { "400" });
        }
        let n = message("picture_n", language, &[("n", &super::count(responses, language))]);
        let reference = message("reference_only", language, &[]);
        self.text(&[&n, ". ", &*reference].concat(), "400");
        self.down(GAP);
    }

    /// What stands above a row.
    pub(super) fn label(&mut self, text: &str, is_main: bool) {
        self.text(text, if is_main { "700" } else { "400" });
    }

    /// What stands in place of a bar.
    pub(super) fn note(&mut self, text: &str) {
        self.down(LINE);
        let y = self.y.saturating_sub(5);
        self.shapes.push(html! { text x="0" y=(y) font-style="italic" { (text) } });
        self.down(GAP);
    }

    /// A line of legends, each a shape of 20 pixels and its words.
    fn legends(&mut self, legends: Vec<(Markup, &str)>) {
        let mut x = 0_u32;
        self.down(LINE);
        for (shape, text) in legends {
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX).saturating_mul(CHARACTER);
            let width = length.saturating_add(40);
            if x > 0 && x.saturating_add(width) > self.width {
                x = 0;
                self.down(LINE);
            }
            let top = self.y.saturating_sub(LINE);
            self.shapes.push(html! {
                g transform={ "translate(" (x) " " (top) ")" } {
                    (shape)
                    text x="26" y="15" { (text) }
                }
            });
            x = x.saturating_add(width);
        }
        self.down(GAP);
    }

    pub(super) fn levels_legend(&mut self, labels: &[String]) {
        let shapes = colours(labels.len()).into_iter().map(|(fill, _)| {
            html! { rect x="0" y="3" width="18" height="14" fill=(fill) stroke="currentColor" stroke-width="0.5" {} }
        });
        self.legends(shapes.zip(labels.iter().map(String::as_str)).collect());
    }

    pub(super) fn marks_legend(&mut self, legend: &[(Mark, String)]) {
        let shape = |mark: &Mark| {
            html! {
                @if *mark == Mark::Value {
                    line x1="0" x2="20" y1="10" y2="10" stroke="#0a5a7c" stroke-width="3" opacity="0.6" {}
                }
                (mark_at(*mark, "10", 10))
            }
        };
        self.legends(legend.iter().map(|(mark, text)| (shape(mark), text.as_str())).collect());
    }

    /// A bar of the shares of the levels, and what is said behind it.
    pub(super) fn levels(&mut self, counts: &[u64], answers: u64, said: &str, language: &str) {
        let width = self.width.saturating_sub(BEHIND_LEVELS);
        let mut x = Ratio::ZERO;
        let y = self.y;
        let mut segments = Vec::new();
        for (count, (fill, ink)) in counts.iter().zip(colours(counts.len())) {
            let Some(share) = Ratio::new(i128::from(*count).saturating_mul(100), answers.into()) else { continue };
            let length = part(width, share);
            let middle = length.checked_div(Ratio::integer(2)).and_then(|half| x.checked_add(half));
            let text = share.round(0).map(|share| write_number(&share.to_fixed(0), language));
            // Two digits and a sign fit in this.
            let is_wide = length >= Ratio::integer(36);
            segments.push(html! {
                rect x=(tenths(x)) y=(y) width=(tenths(length)) height=(BAR) fill=(fill) stroke="currentColor" stroke-width="0.5" {}
                @if let Some((text, middle)) = text.zip(middle).filter(|_| is_wide) {
                    text x=(tenths(middle)) y=(y.saturating_add(15)) text-anchor="middle" font-size="12" fill=(ink) { (text) "%" }
                }
            });
            x = x.checked_add(length).unwrap_or(x);
        }
        segments.push(html! {
            @if answers == 0 {
                rect x="0" y=(y) width=(width) height=(BAR) fill="none" stroke="currentColor" stroke-width="0.5" {}
            }
            text x=(self.width) y=(y.saturating_add(15)) text-anchor="end" { (said) }
        });
        self.shapes.extend(segments);
        self.down(BAR.saturating_add(GAP));
    }

    fn axis_width(&self) -> u32 {
        self.width.saturating_sub(BEHIND_AXIS).saturating_sub(MARGIN)
    }

    /// The ends of the axis, above the rows.
    pub(super) fn axis(&mut self) {
        self.down(LINE);
        let y = self.y.saturating_sub(5);
        for (place, anchor) in [(0, "start"), (50, "middle"), (100, "end")] {
            let x = part(self.axis_width(), Ratio::integer(place));
            self.shapes.push(html! {
                text x=(tenths(x)) y=(y) text-anchor=(anchor) font-size="12" { (place) "%" }
            });
        }
    }

    /// Marks on an axis from 0 to 100, an interval under them, and what is said behind it.
    pub(super) fn values(&mut self, interval: Option<(Ratio, Ratio)>, marks: &[(Mark, Ratio)], said: &str) {
        let (width, y) = (self.axis_width(), self.y.saturating_add(10));
        let x = |share: Ratio| tenths(part(width, share));
        self.shapes.push(html! {
            line x1="0" x2=(width) y1=(y) y2=(y) stroke="currentColor" stroke-width="1" opacity="0.35" {}
            @for place in [0, 50, 100] {
                @let at = x(Ratio::integer(place));
                line x1=(at) x2=(at) y1=(y.saturating_sub(4)) y2=(y.saturating_add(4)) stroke="currentColor" stroke-width="1" opacity="0.35" {}
            }
            @if let Some((low, high)) = interval {
                line x1=(x(low)) x2=(x(high)) y1=(y) y2=(y) stroke="#0a5a7c" stroke-width="5" opacity="0.5" {}
            }
            @for (mark, share) in marks {
                (mark_at(*mark, &x(*share), y))
            }
            text x=(self.width) y=(y.saturating_add(5)) text-anchor="end" { (said) }
        });
        self.down(BAR.saturating_add(GAP));
    }

    /// The document; `description` is for those who do not see it, and for what was left out.
    pub(super) fn finish(self, description: &str, language: &str) -> String {
        let (name, width) = (self.name, self.width);
        let ids = alloc::format!("{name}-title {name}-desc");
        let svg = html! {
            svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(self.y) viewBox={ "0 0 " (width) " " (self.y) }
                role="img" aria-labelledby=(ids) lang=(language) font-family="system-ui, 'Noto Sans', sans-serif"
                font-size=(FONT) fill="currentColor" {
                title id={ (name) "-title" } { (self.title) }
                desc id={ (name) "-desc" } { (description) }
                @for shape in self.shapes { (shape) }
            }
        };
        let svg = svg.into_string();
        if svg.chars().all(is_drawn) { svg } else { svg.replace(|sign| !is_drawn(sign), "\u{fffd}") }
    }
}

/// Whether a document may have that character (XML 1.0, section 2.2); what came from a file may be any.
pub(super) const fn is_drawn(sign: char) -> bool {
    matches!(sign, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// A mark; each has its own shape, not only its colour.
fn mark_at(mark: Mark, x: &str, y: u32) -> Markup {
    let place = alloc::format!("translate({x} {y})");
    // Written out: a path has many small numbers.
    let path = |path: &str, colour: &str, fill: &str| {
        html! { path transform=(place) d=(path) fill=(fill) stroke=(colour) stroke-width="2" {} }
    };
    match mark {
        Mark::Value => html! { circle transform=(place) r="5" fill="#0a5a7c" stroke="#fff" stroke-width="1.5" {} },
        Mark::Target => path("M0-9V9M-4-9H4L0-3Z", "#b35806", "#b35806"),
        Mark::Beside(index) => match index.checked_rem(3) {
            Some(0) => path("M0-6L6 0L0 6L-6 0Z", "currentColor", "none"),
            Some(1) => path("M-5-5H5V5H-5Z", "currentColor", "none"),
            _ => path("M0-6L6 5H-6Z", "currentColor", "none"),
        },
    }
}

/// So that a page can put a picture into its own markup.
impl super::Picture {
    /// The picture with its table beneath, as a figure of a page; `place` tells it from the others of the page.
    #[must_use]
    pub fn to_html(&self, place: usize) -> String {
        html! {
            figure class="picture" data-picture=(self.name) {
                div class="picture-scroll" { (PreEscaped(&self.svg)) }
                (self.table.to_html(&[self.name, "-", &digits(place)].concat()))
            }
        }
        .into_string()
    }
}
