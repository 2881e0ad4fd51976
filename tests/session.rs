//! A file of responses as an officer has it: read in pieces, mended, counted, sent.
#![cfg(feature = "dataset")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::{fmt::Write, fs, ops::ControlFlow, sync::Arc};

use sipas_forms::{
    dataset::{
        Beside, Mapping, Pass, Session, Setup,
        picture::workbook,
        source::{Hint, Reader, Record},
    },
    entry::Entry,
    form::{Form, bundle, load},
    score::{Tally, report},
    value::{Json, Ratio},
};

const NOW: &str = "2026-11-30T09:00:00+07:00";

fn office() -> Arc<Form> {
    let read = |name: &str| -> Json {
        let path = format!("{}/www/forms/{name}", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap()
    };
    let bundled = bundle(&read("commune-office.json"), &|file| Ok(read(file))).unwrap();
    Arc::new(load(&bundled).unwrap())
}

/// A sheet as somebody keys it: a title, Vietnamese headings, levels as digits and as words.
fn sheet() -> String {
    let mut sheet = String::from("Phiếu khảo sát tháng 11;;;;;;;;;;;;;;\r\n\r\n");
    sheet.push_str("Số phiếu;Xã, phường đã giải quyết công việc cho Ông/Bà;subject;Giới tính;age;education");
    for item in 1..=9 {
        write!(sheet, ";q{item}").unwrap();
    }
    sheet.push_str("\r\n");
    for row in 0..40 {
        let level = if row % 4 == 0 { "Hài lòng".to_owned() } else { (row % 5 + 1).to_string() };
        let age = if row == 7 { "trẻ" } else { "25-34" };
        write!(sheet, "{};14329;\"Chứng thực; hộ tịch\";Nữ;{age};college", row + 1).unwrap();
        for item in 0..9 {
            if row == 9 && item == 2 {
                sheet.push_str(";9");
            } else {
                write!(sheet, ";{}", if item == 0 { level.clone() } else { ((row + item) % 5 + 1).to_string() })
                    .unwrap();
            }
        }
        sheet.push_str("\r\n");
    }
    sheet
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

fn number(json: &Json, key: &str) -> i64 {
    json.get(key).and_then(Json::as_number).and_then(Ratio::to_integer).unwrap_or_else(|| panic!("{key}: {json:?}"))
}

/// Looks at the file and begins to check it as it was guessed.
fn begin(session: &mut Session, bytes: &[u8]) -> Json {
    let look = session.look(bytes, true, &Hint::default()).unwrap();
    let mapping = Mapping::from_json(session.form(), look.get("mapping").unwrap()).unwrap();
    let header = u64::try_from(number(&look, "header")).unwrap();
    let commune = session.form().find("commune").unwrap();
    let hint = Hint { header: Some(header), ..Hint::default() };
    session.begin(Setup { mapping, hint, by: vec![commune], now: NOW.into() });
    look
}

fn read(session: &mut Session, bytes: &[u8], piece: usize) -> String {
    let mut written = String::new();
    for piece in bytes.chunks(piece) {
        session.feed(piece).unwrap();
        written.push_str(&session.written());
    }
    session.finish().unwrap();
    written.push_str(&session.written());
    written
}

#[test]
fn a_sheet_is_looked_at_checked_mended_and_counted() {
    let form = office();
    let sheet = sheet();
    let mut session = Session::new(Arc::clone(&form), "vi");
    let look = begin(&mut session, sheet.as_bytes());
    assert_eq!(look.get("delimiter").and_then(Json::as_text), Some(";"));
    assert_eq!(number(&look, "header"), 3);
    assert_eq!(look.get("unmatched").unwrap().elements().len(), 0, "{look:?}");
    read(&mut session, sheet.as_bytes(), 100);

    let told = session.told();
    assert_eq!((number(&told, "rows"), number(&told, "refused")), (40, 2), "{told:?}");
    assert_eq!(session.refused_rows(0, 10), [8, 10]);
    let rows = session.rows(&[10]);
    let row = &rows.elements()[0];
    assert_eq!((number(row, "row"), number(row, "line")), (10, 13));
    let issue = &row.get("issues").unwrap().elements()[0];
    assert_eq!(issue.get("code").and_then(Json::as_text), Some("not_a_choice"));
    assert_eq!(issue.get("path").and_then(Json::as_text), Some("/q3"));
    let responses = |session: &mut Session| session.results().unwrap().whole().responses();
    assert_eq!(responses(&mut session), 38);

    // What an officer types into the row is checked at once.
    let mut cells: Vec<String> =
        row.get("cells").unwrap().elements().iter().map(|cell| cell.as_text().unwrap().into()).collect();
    let place = cells.iter().position(|cell| cell == "9").unwrap();
    cells[place] = "binh thuong".into();
    let mended = session.mend(10, &cells).unwrap();
    assert_eq!(mended.get("refused"), Some(&Json::from(false)), "{mended:?}");
    assert_eq!(responses(&mut session), 39);
    assert!(session.mend(11, &cells).is_err(), "nothing is wrong with it, so it is not held");

    // Every row as an entry of its own comes to the same.
    let mut tally = Tally::new(&form);
    let mut sent = 0;
    session.again(Pass::Submissions, "a file");
    for line in read(&mut session, sheet.as_bytes(), 77).lines() {
        let body = json(json(line).get("body").and_then(Json::as_text).unwrap());
        let entry = Entry::from_answers(Arc::clone(&form), None, body.get("answers").unwrap());
        assert!(entry.issues().is_empty(), "{:?}", entry.issues());
        tally.add(&entry).unwrap();
        sent += 1;
    }
    assert_eq!(sent, 39);
    let counted = session.results().unwrap();
    assert_eq!(report(&form, counted.whole(), Ratio::ONE), report(&form, &tally, Ratio::ONE));
}

#[test]
fn a_file_that_is_sent_again_has_the_same_submissions() {
    let sheet = sheet();
    let mut session = Session::new(office(), "vi");
    begin(&mut session, sheet.as_bytes());
    read(&mut session, sheet.as_bytes(), 4096);
    let mut passes = Vec::new();
    for (key, piece) in [("one", 64), ("one", 4096), ("other", 4096)] {
        session.again(Pass::Submissions, key);
        passes.push(read(&mut session, sheet.as_bytes(), piece));
    }
    assert_eq!(passes[0], passes[1]);
    let ids = |pass: &str| -> Vec<String> {
        pass.lines().map(|line| json(line).get("id").and_then(Json::as_text).unwrap().into()).collect()
    };
    assert!(ids(&passes[0]).iter().zip(ids(&passes[2])).all(|(one, other)| *one != other));
    let mut different = ids(&passes[0]);
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 38);
}

#[test]
fn refused_rows_come_back_mended() {
    let sheet = sheet();
    let mut session = Session::new(office(), "vi");
    begin(&mut session, sheet.as_bytes());
    read(&mut session, sheet.as_bytes(), 4096);
    session.again(Pass::Refused, "");
    let refused = read(&mut session, sheet.as_bytes(), 50);
    assert_eq!(refused.lines().count(), 3, "{refused}");
    assert!(refused.contains("Lý do chưa được tính"), "{refused}");
    let mended = refused.replace("\"trẻ\"", "\"18-24\"").replace("\"9\";", "\"5\";");
    let mut session = Session::new(office(), "vi");
    begin(&mut session, mended.as_bytes());
    read(&mut session, mended.as_bytes(), 4096);
    let told = session.told();
    assert_eq!((number(&told, "rows"), number(&told, "refused")), (2, 0), "{told:?}");
}

#[test]
fn results_of_two_files_add_up_and_documents_count_as_rows_do() {
    let form = office();
    let sheet = sheet();
    let mut table = Session::new(Arc::clone(&form), "vi");
    begin(&mut table, sheet.as_bytes());
    read(&mut table, sheet.as_bytes(), 4096);
    table.again(Pass::Submissions, "x");
    let mut documents = String::new();
    for line in read(&mut table, sheet.as_bytes(), 4096).lines() {
        writeln!(documents, "{}", json(line).get("body").and_then(Json::as_text).unwrap()).unwrap();
    }
    let mut second = Session::new(Arc::clone(&form), "vi");
    let look = second.look(documents.as_bytes(), true, &Hint::default()).unwrap();
    assert!(look.get("mapping").is_none(), "{look:?}");
    let commune = form.find("commune").unwrap();
    second.begin(Setup { mapping: Mapping::default(), hint: Hint::default(), by: vec![commune], now: NOW.into() });
    read(&mut second, documents.as_bytes(), 1000);
    let first = table.results().unwrap();
    assert_eq!(second.results().unwrap().whole(), first.whole());
    second.merge(&first.to_json()).unwrap();
    assert_eq!(second.results().unwrap().whole().responses(), 2 * first.whole().responses());
    assert!(second.merge(&json("{}")).is_err());
}

#[test]
fn a_document_of_another_form_is_refused_and_kept() {
    let mut session = Session::new(office(), "vi");
    let envelope = r#"{"schema": "sipas-forms/submission/1", "form": {"id": "another", "version": "1", "hash": "x"},
        "answers": {"q1": "5"}}"#
        .replace('\n', " ");
    let documents = format!("{envelope}\n{{\"q1\": \"5\"}}\n[1]\n");
    session.begin(Setup { mapping: Mapping::default(), hint: Hint::default(), by: Vec::new(), now: NOW.into() });
    let fault = session.feed(documents.as_bytes()).and_then(|_| session.finish());
    assert!(fault.is_err(), "an array is no document");
    let documents = format!("{envelope}\n{{\"q1\": \"5\"}}\n");
    session.begin(Setup { mapping: Mapping::default(), hint: Hint::default(), by: Vec::new(), now: NOW.into() });
    read(&mut session, documents.as_bytes(), 7);
    let told = session.told();
    let codes: Vec<&str> =
        told.get("kinds").unwrap().elements().iter().filter_map(|kind| kind.get("code")?.as_text()).collect();
    assert_eq!((number(&told, "rows"), number(&told, "refused")), (2, 1), "{told:?}");
    assert_eq!(codes.first(), Some(&"file_other_form"), "{codes:?}");
    session.again(Pass::Refused, "");
    let refused = read(&mut session, documents.as_bytes(), 50);
    assert_eq!(json(&refused).get("form").and_then(|form| form.get("id")).and_then(Json::as_text), Some("another"));
    session.again(Pass::Submissions, "x");
    assert_eq!(read(&mut session, documents.as_bytes(), 50).lines().count(), 1);
}

#[test]
fn rows_that_are_typed_in_are_checked_at_once_and_mended() {
    let form = office();
    let mut session = Session::new(Arc::clone(&form), "vi");
    let names: Vec<String> = session
        .questions()
        .elements()
        .iter()
        .map(|question| question.get("name").and_then(Json::as_text).unwrap().into())
        .collect();
    assert!(names.iter().any(|name| name == "q9"), "{names:?}");
    let columns: Vec<String> = names.iter().map(|name| format!(r#"{{"question": "{name}"}}"#)).collect();
    let mapping = format!(
        r#"{{"version": 1, "notation": "vietnamese", "columns": [{{"is": "form_number"}}, {}]}}"#,
        columns.join(", ")
    );
    let mapping = Mapping::from_json(&form, &json(&mapping)).unwrap();
    session.begin(Setup { mapping, hint: Hint::default(), by: Vec::new(), now: NOW.into() });
    let row = |form_number: &str, level: &str| -> Vec<String> {
        let cell = |name: &String| match name.as_str() {
            "commune" => "14329".to_owned(),
            "subject" => "Chứng thực".to_owned(),
            "gender" => "Nữ".to_owned(),
            "age" => "25-34".to_owned(),
            "education" => "college".to_owned(),
            question if question.starts_with('q') => level.to_owned(),
            _ => String::new(),
        };
        [form_number.to_owned()].into_iter().chain(names.iter().map(cell)).collect()
    };
    let refused = |row: &Json| row.get("refused").cloned().unwrap();
    assert_eq!(refused(&session.add(1, &row("1", "4")).unwrap()), Json::from(false));
    assert_eq!(refused(&session.add(2, &row("1", "9")).unwrap()), Json::from(true));
    assert_eq!(session.rows_of_number("1"), [1, 2]);
    assert_eq!(refused(&session.mend(2, &row("2", "5")).unwrap()), Json::from(false));
    assert_eq!(session.rows_of_number("2"), [2]);
    assert_eq!(session.results().unwrap().whole().responses(), 2);
}

#[test]
fn results_are_compared_drawn_and_kept_as_a_workbook() {
    let form = office();
    let sheet = sheet();
    let mut session = Session::new(Arc::clone(&form), "vi");
    begin(&mut session, sheet.as_bytes());
    read(&mut session, sheet.as_bytes(), 4096);
    let own = session.results().unwrap();
    session.compare(Beside::Last, Some(&own.to_json())).unwrap();
    let report = session.report(1, Ratio::ONE).unwrap();
    session.compare(Beside::Province, Some(&report)).unwrap();
    assert!(session.compare(Beside::Last, Some(&json(r#"{"a": 1}"#))).is_err());
    let pictures = session.pictures(1, Ratio::ONE, 600);
    let names: Vec<&str> = pictures.iter().map(|picture| picture.name).collect();
    assert_eq!(names, ["profile", "ranked", "levels"]);
    let heads: Vec<&str> = pictures[0].table.head.iter().map(|head| head.label.as_str()).collect();
    assert!(heads.contains(&"Kỳ trước") && heads.contains(&"Trung bình của tỉnh"), "{heads:?}");

    // What was written is read again: the words and, of the numbers, as many digits as the table shows.
    let book = session.workbook(1, Ratio::ONE).unwrap();
    assert_eq!(workbook(&pictures, "x").map(|book| book.is_empty()), Some(false));
    let mut reader = Reader::new(Hint { header: Some(3), ..Hint::default() });
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut sink = |record: Record<'_>| {
        if let Record::Row(row) = record {
            rows.push(row.cells.iter().map(String::from).collect());
        }
        ControlFlow::Continue(())
    };
    let _ = reader.feed(&book, &mut sink).unwrap();
    let summary = reader.finish(&mut sink).unwrap().unwrap();
    assert_eq!(summary.sheets.len(), 3);
    // Captions of several groups begin alike: a sheet is called by what is at the end of one.
    let ranked: String = summary.sheets[1].name.chars().take(10).collect();
    assert_eq!(ranked, "Xã, phường");
    let table = &pictures[0].table;
    let written: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|field| field.to_text("en")).collect()).collect();
    let index = rows.iter().find(|row| row[0] == written[0][0]).unwrap();
    let value: f64 = index[1].parse().unwrap();
    assert_eq!(format!("{value:.2}"), written[0][1]);
}
