//! The tables of pictures as a workbook (XLSX), a sheet each.

use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};

use rust_xlsxwriter::{Color, Format, FormatBorder, Workbook, Worksheet, XlsxError};

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

/// A workbook with the table of each picture on a sheet of its own; `note` stands below every table.
///
/// Texts are texts, so no spreadsheet computes what stands in one; what is longer than a cell is cut. `None` where it
/// cannot be made, since a table has more rows than a sheet.
#[must_use]
pub fn workbook(pictures: &[Picture], note: &str) -> Option<Vec<u8>> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin);
    let mut names: Vec<String> = Vec::new();
    for picture in pictures {
        let name = name_of(&picture.table.caption, &names);
        let sheet = book.add_worksheet();
        sheet.set_name(&name).ok()?;
        write(sheet, picture, &head, note).ok()?;
        names.push(name);
    }
    book.save_to_buffer().ok()
}

/// What a sheet is called: the beginning of its caption, with a number where another has that name.
fn name_of(caption: &str, taken: &[String]) -> String {
    let can_stand = |sign: &char| !NOT_IN_NAMES.contains(*sign) && !sign.is_control() && is_drawn(*sign);
    let plain: String = caption.chars().filter(can_stand).collect();
    let is_free = |name: &str| {
        let name = name.to_lowercase();
        name != RESERVED && !taken.iter().any(|known| known.to_lowercase() == name)
    };
    let cut = |text: &str, most: usize| -> String { beginning(text, most).trim().into() };
    let name = cut(&plain, MAX_NAME);
    if is_free(&name) && !name.is_empty() {
        return name;
    }
    let numbers = (2..=taken.len().saturating_add(2)).map(|number| {
        let number = [" ", &number.to_string()].concat();
        [&*cut(&plain, MAX_NAME.saturating_sub(number.len())), &number].concat()
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

fn write(sheet: &mut Worksheet, picture: &Picture, head: &Format, note: &str) -> Result<(), XlsxError> {
    let table = &picture.table;
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(0, 0, held(&table.caption), &bold)?;
    for (column, label) in (0_u16..).zip(&table.head) {
        sheet.write_string_with_format(2, column, held(&label.label), head)?;
        sheet.set_column_width(column, if label.is_number { NUMBERS } else { WORDS })?;
    }
    let mut row = 3_u32;
    for fields in &table.rows {
        for (column, field) in (0_u16..).zip(fields) {
            match field {
                Field::Nothing => {}
                Field::Text(text) => {
                    sheet.write_string(row, column, held(text))?;
                }
                Field::Number(number, places) => {
                    let decimals = ["0.", &"0".repeat(usize::from(*places))].concat();
                    let format = Format::new().set_num_format(decimals.trim_end_matches('.'));
                    // A spreadsheet holds no other numbers; this one has few digits.
                    if let Ok(number) = number.to_fixed(*places).parse::<f64>() {
                        sheet.write_number_with_format(row, column, number, &format)?;
                    }
                }
                Field::Count(count) => {
                    if let Ok(number) = count.to_string().parse::<f64>() {
                        sheet.write_number(row, column, number)?;
                    }
                }
            }
        }
        row = row.saturating_add(1);
    }
    let quiet = Format::new().set_font_color(Color::Gray);
    sheet.write_string_with_format(row.saturating_add(1), 0, held(note), &quiet)?;
    sheet.set_freeze_panes(3, 0)?;
    Ok(())
}
