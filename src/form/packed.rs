//! A checked form as bytes: what a citizen's module reads in place of the definition.

use alloc::{string::String, vec::Vec};

use super::{
    Appearance, Choice, ChoiceList, Element, Form, Identity, Item, Kind, Link, Method, Part, Provenance, Required,
    Rescale, Score, Words,
};
#[cfg(feature = "full")]
use super::{Band, Bound, Combine, Companion, Document, Missing, Report, Reporting, Rule, Target, WhenNone};
use crate::{
    FULL,
    format::Format,
    pack_enum, pack_struct,
    value::{Bytes, Pack, Packed},
};

/// How a packed form begins; the version of the engine follows, which must be the reader's.
const MAGIC: &[u8] = b"sipas-form ";

/// What the first byte behind the version says: that only a build with [`FULL`] reads on.
const NEEDS_FULL: u8 = 1;
/// That words of its own follow the form.
const HAS_WORDS: u8 = 2;

pack_struct!(Identity { id, version, hash });
pack_struct!(Provenance { source, verified, unverified });
pack_struct!(Choice { name, label, score, not_applicable, columns });
pack_struct!(ChoiceList { name, choices });
pack_enum!(Part { 0 = State, 1 = Check, 2 = Label });
pack_struct!(Link { element, many, part });
pack_enum!(Kind {
    0 = Text,
    1 = Integer,
    2 = Decimal,
    3 = Date,
    4 = SelectOne(list),
    5 = SelectMultiple(list),
    6 = Rank(list),
    7 = Range(kind),
    8 = Hidden,
    9 = Acknowledge,
    10 = Note,
    11 = Calculate(kind),
    12 = Group,
    13 = Repeat,
    14 = Check,
});
pack_enum!(Required { 0 = Constant(required), 1 = When(expression) });
pack_enum!(Appearance { 0 = Plain, 1 = Multiline, 2 = Minimal, 3 = Likert, 4 = Table, 5 = Autocomplete, 6 = Columns });
pack_struct!(Element {
    name,
    kind,
    parent,
    repeat,
    slot,
    place,
    label,
    hint,
    appearance,
    required,
    required_message,
    relevant,
    constraint,
    constraint_message,
    warning,
    warning_message,
    choice_filter,
    calculation,
    default,
    read_only,
    keep,
    format,
    min,
    max,
    step,
    min_length,
    max_length,
    min_rows,
    max_rows;
    rule,
    fields,
    last_saved,
    offer_saved
});
pack_struct!(Item { question, gains, whole });
pack_enum!(Rescale { 0 = Max, 1 = MinMax });
pack_enum!(Method { 0 = Mixed, 1 = TopBox(top), 2 = Mean(rescale), 3 = Sum, 4 = Ratio, 5 = Points });
pack_struct!(Score { name, label, method, decimals, children, items; rule });
pack_struct!(Form {
    identity,
    title,
    description,
    languages,
    provenance,
    lists,
    elements,
    results_by,
    scores,
    order,
    links,
    words;
    show_scores,
    results_min,
    reporting
});

/// What a build without [`FULL`] leaves unread at the end: how scores are judged, and what is a report's.
#[cfg(feature = "full")]
mod rest {
    use super::{
        Band, Bound, Bytes, Combine, Companion, Document, Form, Missing, Pack, Packed, Report, Reporting, Rule, Score,
        Target, WhenNone, pack_enum, pack_struct,
    };

    pack_struct!(Report { unit, period, key, late });
    pack_struct!(Companion { form, label, prefill });
    pack_struct!(Document {
        authority,
        agency,
        number,
        place_and_date,
        title,
        subject,
        opening,
        recipients,
        signer_title,
        signer,
    });
    pack_struct!(Reporting { show_contents, preview, report, last_saved_same, companions, document });

    pack_enum!(Combine { 0 = Pooled, 1 = ItemMean, 2 = Weighted, 3 = Sum });
    pack_enum!(Missing { 0 = Renormalise, 1 = Zero, 2 = Empty });
    pack_enum!(WhenNone { 0 = Empty, 1 = Full, 2 = Zero });
    pack_enum!(Bound { 0 = AtLeast, 1 = Above, 2 = AtMost, 3 = Below });
    pack_struct!(Target { bound, value, label });
    pack_struct!(Band { name, label, from });
    pack_struct!(Rule {
        combine,
        missing,
        weight,
        max,
        scale_to_max,
        fraction,
        full_at,
        when_none,
        relevant,
        target,
        unit,
        bands,
        source,
        unverified,
    });

    pub(super) fn pack(form: &Form, packed: &mut Packed) {
        form.show_scores.pack(packed);
        form.results_min.pack(packed);
        form.reporting.pack(packed);
        for element in &form.elements {
            element.rule.pack(packed);
            element.fields.pack(packed);
            element.last_saved.pack(packed);
            element.offer_saved.pack(packed);
        }
        let mut add = |score: &Score| score.rule.pack(packed);
        form.scores.iter().for_each(|score| score.walk(&mut add));
    }

    pub(super) fn unpack(form: &mut Form, bytes: &mut Bytes<'_>) {
        form.show_scores = Pack::unpack(bytes);
        form.results_min = Pack::unpack(bytes);
        form.reporting = Pack::unpack(bytes);
        for element in &mut form.elements {
            element.rule = Pack::unpack(bytes);
            element.fields = Pack::unpack(bytes);
            element.last_saved = Pack::unpack(bytes);
            element.offer_saved = Pack::unpack(bytes);
        }
        form.scores.iter_mut().for_each(|score| score.walk_mut(&mut |score| score.rule = Pack::unpack(bytes)));
    }
}

impl Form {
    /// Its bytes, for [`Form::unpack`] of the same version.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut packed = Packed::default();
        String::from(env!("CARGO_PKG_VERSION")).pack(&mut packed);
        let (needs_full, has_words) = (self.needs_full(), !self.words.is_empty());
        let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
        (flag(needs_full, NEEDS_FULL) | flag(has_words, HAS_WORDS)).pack(&mut packed);
        Pack::pack(self, &mut packed);
        if has_words {
            self.words.pack_for(needs_full, &mut packed);
        }
        #[cfg_attr(not(feature = "full"), expect(unused_mut, reason = "nothing is in it there"))]
        let mut rest = Packed::default();
        #[cfg(feature = "full")]
        rest::pack(self, &mut rest);
        packed.append(rest);
        [MAGIC, &packed.into_bytes()].concat()
    }

    /// A form from the bytes that [`Form::pack`] gave. They are trusted to come from there: what
    /// they say is not checked again, though no bytes make it panic.
    ///
    /// # Errors
    /// `not_packed` for other bytes, `other_version` for those of another version, `needs_full` for
    /// a form that only a build with [`FULL`] can show.
    pub fn unpack(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut rest = Bytes::new(bytes.strip_prefix(MAGIC).ok_or("not_packed")?);
        if String::unpack(&mut rest) != env!("CARGO_PKG_VERSION") {
            return Err("other_version");
        }
        let flags = u8::unpack(&mut rest);
        if flags & NEEDS_FULL != 0 && !FULL {
            return Err("needs_full");
        }
        let mut form: Self = Pack::unpack(&mut rest);
        if flags & HAS_WORDS != 0 {
            form.words = Words::unpack_behind(&mut rest);
        }
        if !rest.has_whole_rest() {
            return Err("not_packed");
        }
        #[cfg(feature = "full")]
        {
            rest::unpack(&mut form, &mut rest);
            if !rest.is_done() {
                return Err("not_packed");
            }
        }
        Ok(form)
    }

    /// Whether only a build with [`FULL`] can show it.
    #[must_use]
    pub fn needs_full(&self) -> bool {
        // Another build would not name the rule of a warning that it sends.
        #[cfg(feature = "full")]
        let reports =
            |element: &Element| !element.rule.is_empty() || element.last_saved.or(element.offer_saved).is_some();
        #[cfg(not(feature = "full"))]
        let reports = |_: &Element| false;
        let is_full = |element: &Element| {
            reports(element)
                || element.kind.is_repeat()
                || element.kind.is_check()
                || element.kind.is_rank()
                || element.kind.is_range()
                || element.appearance.needs_full()
                || element.format.is_some_and(Format::needs_full)
                || self.line_of(element).is_some()
                || element.expressions().any(|(_, expression)| expression.needs_full())
        };
        #[cfg(feature = "full")]
        if self.show_scores || self.reporting.needs_full() || self.scores.iter().any(Score::needs_full) {
            return true;
        }
        self.elements.iter().any(is_full)
    }
}
