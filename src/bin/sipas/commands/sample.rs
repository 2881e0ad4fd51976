//! `sipas sample`: how many to ask.

use sipas_forms::{
    score::sample_size,
    text::{message, sentence, write_number},
    value::{MAX_PLACES, Ratio, object},
};

use super::{Verdict, paragraph};
use crate::{
    arguments::Sample,
    failure::{Failure, print},
};

const FORMULA: &str = "n = N / (1 + N e²)";

/// `sipas sample`: the size of a sample, its formula and where that comes from.
pub fn sample(arguments: &Sample) -> Result<Verdict, Failure> {
    let (language, population) = (arguments.listing.lang.code(), arguments.population);
    // The command line lets no other error through than one that has a size.
    let size = sample_size(population, arguments.error).unwrap_or(population);
    let source = sentence("sample_source", language);
    print(&if arguments.listing.json {
        let json = object(vec![
            ("population", population.into()),
            ("error", arguments.error.into()),
            ("sample", size.into()),
            ("formula", FORMULA.into()),
            ("source", source.into()),
        ]);
        json.to_text() + "\n"
    } else {
        let number = |plain: &str| write_number(plain, language);
        let (whole, sample) = (number(&population.to_string()), number(&size.to_string()));
        let fraction = arguments.error.checked_div(Ratio::integer(100)).unwrap_or(arguments.error);
        // A hundredth of a number with six decimals has eight, and is printed with as many as it has.
        let error = number(&fraction.to_shortest(MAX_PLACES.saturating_add(2)));
        format!(
            "{}\n{FORMULA} = {whole} / (1 + {whole} × {error}²), {}\n{}",
            message("sample_size", language, &[("size", &sample)]),
            sentence("sample_rounded", language),
            paragraph(source),
        )
    })?;
    Ok(Verdict::Fine)
}
