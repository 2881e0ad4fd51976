//! `--html`: results as one file with pictures and their tables, for people who do not read a terminal.

use maud::{DOCTYPE, PreEscaped, html};
use sipas_forms::{
    dataset::picture::{Scene, Viewer, gallery},
    score::{Shown, Told},
    text::{message, sentence, write_number},
    value::MAX_PLACES,
};

use super::Found;

/// The width of the pictures, in pixels: that of a page of A4.
const WIDTH: u32 = 680;
/// Everything is in the file: it is sent by mail and opened without a network.
const STYLES: &str = "\
:root{color-scheme:light}\
body{max-width:720px;margin:0 auto;padding:1rem;font:16px/1.5 system-ui,'Noto Sans',sans-serif;color:#14212b;background:#fff;overflow-wrap:anywhere}\
h1{font-size:1.5em;line-height:1.35}h2{font-size:1.2em;margin-top:2em}\
figure{margin:2em 0}svg{max-width:100%;height:auto}\
.table-scroll{overflow-x:auto}\
table{border-collapse:collapse;width:100%;margin-top:1em;font-size:.9em}\
caption{text-align:left;font-weight:700;padding:.3em 0}\
th,td{border-bottom:1px solid #d3dbe1;padding:.3em .5em;text-align:left;vertical-align:top;font-weight:400}\
thead th{font-weight:700}.number{text-align:right;white-space:nowrap}\
.note{color:#4a5b68}\
@media print{figure{break-inside:auto}tr{break-inside:avoid}thead{display:table-header-group}}";

impl Found {
    /// The document.
    pub(super) fn to_html(&self, language: &str) -> String {
        let form = &self.counting.form;
        let responses = self.counting.tally.responses();
        let viewer = Viewer { language, width: WIDTH, partial: None };
        let whole;
        let scores = if let Some((_, breakdown)) = &self.by {
            &breakdown.whole
        } else {
            // Without groups all is told, as on the terminal.
            whole = Shown::all(self.outcomes.clone(), 0);
            &whole
        };
        let by: Vec<_> = self.by.iter().map(|(by, breakdown)| (by.label(form, language), breakdown)).collect();
        let scene = Scene { form, responses, whole: scores, by: &by, beside: &[] };
        let pictures = gallery(&scene, viewer);
        let number = |number: u64| write_number(&number.to_string(), language);
        let refused = self.counting.seen.saturating_sub(responses);
        let effect = write_number(&self.effect.to_shortest(MAX_PLACES), language);
        html! {
            (DOCTYPE)
            html lang=(language) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width,initial-scale=1";
                    title { (form.title.get(language)) }
                    style { (PreEscaped(STYLES)) }
                }
                body {
                    main {
                        h1 { (form.title.get(language)) }
                        p { strong { (sentence("reference_only", language)) } }
                        p { (sentence("told_responses", language)) ": " (number(responses)) }
                        @if refused > 0 {
                            p { (message("html_refused", language, &[("count", &number(refused))])) }
                        }
                        @if self.is_few() {
                            @let params = [("count", &*number(responses)), ("min", &*number(self.least))];
                            p { (message("told_few", language, &params)) }
                        }
                        @if let Some((_, breakdown)) = self.by.as_ref().filter(|(_, breakdown)| breakdown.hidden > 0) {
                            @let hidden = breakdown.hidden.to_string();
                            @let params = [("hidden", &*hidden), ("min", &*number(self.least))];
                            p { (message("told_hidden", language, &params)) }
                        }
                        @for (place, picture) in pictures.iter().enumerate() { (PreEscaped(picture.to_html(place))) }
                        section class="note" {
                            @for outcome in &self.outcomes {
                                @let told = Told::new(outcome, language);
                                p { (outcome.label.get(language)) ": " (told.method_in_words()) "." }
                                @if let Some(doubt) = told.doubt() { p { (outcome.label.get(language)) ": " (doubt) "." } }
                            }
                            p { (message("told_intervals", language, &[("effect", &effect)])) }
                            p { (form.identity.id) " " (form.identity.version) " · " (form.identity.hash) }
                        }
                    }
                }
            }
        }
        .into_string()
    }
}
