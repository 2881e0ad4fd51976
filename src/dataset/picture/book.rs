//! The tables of pictures as a workbook (XLSX), a sheet each.

use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{Picture, draw::is_drawn, table::Field};

/// The longest name of a sheet that spreadsheets take, in UTF-16 units, and the signs they do not take in it.
const MAX_NAME: usize = 31;
const NOT_IN_NAMES: &str = "[]:*?/\\'";
/// The name that Excel keeps for itself.
const RESERVED: &str = "history";
/// The longest text of a cell, in UTF-16 units.
const MAX_TEXT: usize = 32_767;
/// How wide columns of words and of numbers are, in characters.
const WORDS: f64 = 48.0;
const NUMBERS: f64 = 14.0;
/// How many characters of words surely fit on a line of their column, and how high a line is, in points.
const FIT: usize = 44;
const LINE: f64 = 15.0;
/// A4, by its number in workbooks.
const A4: u8 = 9;
/// The line of the table's head; above it stands the caption.
const HEAD: u32 = 2;

/// A workbook with the table of each picture on a sheet of its own; `note` stands below every table.
///
/// Texts are texts, so no spreadsheet computes what stands in one; what is longer than a cell is cut. `None` where it
/// cannot be made, since a table has more rows than a sheet.
#[must_use]
pub fn workbook(pictures: &[Picture], note: &str) -> Option<Vec<u8>> {
    let mut book = Workbook::new();
    let mut names: Vec<String> = Vec::new();
    for picture in pictures {
        let name = name_of(&picture.table.caption, &names);
        let sheet = book.add_worksheet();
        sheet.set_name(&name).ok()?;
        write(sheet, picture, note).ok()?;
        names.push(name);
    }
    book.save_to_buffer().ok()
}

/// What a sheet is called: the beginning of its caption, or of what is quoted last in a long one, since those of several
/// groups begin alike; with a number where another has that name.
fn name_of(caption: &str, taken: &[String]) -> String {
    let can_stand = |sign: &char| !NOT_IN_NAMES.contains(*sign) && !sign.is_control() && is_drawn(*sign);
    let plain: String = caption.chars().filter(can_stand).collect();
    let is_free = |name: &str| {
        let name = name.to_lowercase();
        name != RESERVED && !taken.iter().any(|known| known.to_lowercase() == name)
    };
    let cut = |text: &str, most: usize| -> String { beginning(text, most).trim().into() };
    let is_long = plain.chars().count() > MAX_NAME;
    let quoted = plain.rsplit('“').next().map(|end| end.trim_end_matches('”'));
    let plain = quoted.filter(|_| is_long).unwrap_or(&plain);
    let name = cut(plain, MAX_NAME);
    if is_free(&name) && !name.is_empty() {
        return name;
    }
    let numbers = (2..=taken.len().saturating_add(2)).map(|number| {
        let number = [" ", &number.to_string()].concat();
        [&*cut(plain, MAX_NAME.saturating_sub(number.len())), &number].concat()
    });
    numbers.into_iter().find(|name| is_free(name)).unwrap_or(name)
}

/// The beginning of a text, of at most so many UTF-16 units.
fn beginning(text: &str, most: usize) -> &str {
    let mut units = 0_usize;
    let end = text.char_indices().find(|(_, sign)| {
        units = units.saturating_add(sign.len_utf16());
        units > most
    });
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// A text as a cell holds it.
fn held(text: &str) -> Cow<'_, str> {
    // No text has more UTF-16 units than bytes.
    if text.len() <= MAX_TEXT || beginning(text, MAX_TEXT).len() == text.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned([beginning(text, MAX_TEXT.saturating_sub(1)), "…"].concat())
}

fn write(sheet: &mut Worksheet, picture: &Picture, note: &str) -> Result<(), XlsxError> {
    let table = &picture.table;
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(0, 0, held(&table.caption), &bold)?;
    let top = Format::new().set_align(FormatAlign::Top);
    // What comes after a column of numbers would stand at their last digit.
    let words = |column: u16| {
        let words = top.clone().set_text_wrap();
        if column > 0 { words.set_align(FormatAlign::Left).set_indent(1) } else { words }
    };
    for (column, label) in (0_u16..).zip(&table.head) {
        let head =
            if label.is_number { Format::new().set_text_wrap().set_align(FormatAlign::Right) } else { words(column) };
        let head = head.set_bold().set_align(FormatAlign::Bottom).set_border_bottom(FormatBorder::Thin);
        sheet.write_string_with_format(HEAD, column, held(&label.label), &head)?;
        sheet.set_column_width(column, if label.is_number { NUMBERS } else { WORDS })?;
    }
    let mut row = HEAD.saturating_add(1);
    for fields in &table.rows {
        let mut lines = 1;
        for (column, field) in (0_u16..).zip(fields) {
            match field {
                Field::Nothing => {}
                Field::Text(text) => {
                    sheet.write_string_with_format(row, column, held(text), &words(column))?;
                    lines = lines.max(text.chars().count().div_ceil(FIT));
                }
                Field::Number(number, places) => {
                    let decimals = ["#,##0.", &"0".repeat(usize::from(*places))].concat();
                    let format = top.clone().set_num_format(decimals.trim_end_matches('.'));
                    // A spreadsheet holds no other numbers; this one has few digits.
                    if let Ok(number) = number.to_fixed(*places).parse::<f64>() {
                        sheet.write_number_with_format(row, column, number, &format)?;
                    }
                }
                Field::Count(count) => {
                    if let Ok(number) = count.to_string().parse::<f64>() {
                        let format = top.clone().set_num_format("#,##0");
                        sheet.write_number_with_format(row, column, number, &format)?;
                    }
                }
            }
        }
        // Not every spreadsheet makes room for lines by itself.
        if lines > 1 {
            sheet.set_row_height(row, LINE * f64::from(u8::try_from(lines).unwrap_or(u8::MAX)))?;
        }
        row = row.saturating_add(1);
    }
    let quiet = Format::new().set_font_color(Color::Gray);
    sheet.write_string_with_format(row.saturating_add(1), 0, held(note), &quiet)?;
    sheet.set_freeze_panes(HEAD.saturating_add(1), 0)?;
    // On paper a table is as wide as a page, and has its head on each.
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(HEAD, HEAD)?;
    Ok(())
}
