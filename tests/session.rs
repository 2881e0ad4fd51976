//! A file of responses as an officer has it: read in pieces, mended, counted, sent.
#![cfg(feature = "dataset")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::{collections::BTreeMap, fmt::Write, fs, ops::ControlFlow, sync::Arc};

use sipas_forms::{
    dataset::{
        Beside, Mapping, Mismatch, Pass, Session, Setup,
        picture::workbook,
        source::{Hint, Reader, Record},
    },
    entry::Entry,
    form::{Form, bundle, load},
    score::{Tally, report},
    submission::receive,
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
fn rows_that_the_server_refused_are_held_mended_and_written_with_its_reasons() {
    let sheet = sheet();
    let mut session = Session::new(office(), "vi");
    begin(&mut session, sheet.as_bytes());
    read(&mut session, sheet.as_bytes(), 4096);
    assert!(session.rows(&[3, 20]).elements().is_empty(), "nothing is wrong with them here");
    session.refuse(BTreeMap::from([(3, "=Không hợp lý".to_owned()), (20, "Thiếu".to_owned())]));
    session.again(Pass::Hold, "");
    assert_eq!(read(&mut session, sheet.as_bytes(), 100), "", "nothing is written");
    let rows = session.rows(&[3, 20]);
    let [third, twentieth] = rows.elements() else { panic!("{rows:?}") };
    assert_eq!((number(third, "row"), number(third, "line")), (3, 6));
    assert_eq!(third.get("refused"), Some(&Json::from(false)));
    assert!(third.get("issues").unwrap().elements().is_empty());
    assert_eq!(session.refused_rows(0, 10), [8, 10], "which are those that are refused here");
    let told = session.told();
    assert_eq!((number(&told, "rows"), number(&told, "refused")), (40, 2), "they are counted as before: {told:?}");

    session.again(Pass::Refused, "");
    let written = read(&mut session, sheet.as_bytes(), 50);
    assert_eq!(written.lines().count(), 1 + 4, "{written}");
    let third_line = written.lines().nth(1).unwrap();
    assert!(third_line.starts_with("\"3\";") && third_line.ends_with(";\"'=Không hợp lý\""), "{third_line}");

    // Mended, it stays mended however often it is held, and goes with the others.
    let mut cells: Vec<String> =
        twentieth.get("cells").unwrap().elements().iter().map(|cell| cell.as_text().unwrap().into()).collect();
    cells[2] = "Hộ tịch".into();
    session.mend(20, &cells).unwrap();
    session.again(Pass::Hold, "");
    read(&mut session, sheet.as_bytes(), 100);
    session.again(Pass::Submissions, "a file");
    let sent = read(&mut session, sheet.as_bytes(), 100);
    assert_eq!(sent.lines().count(), 38);
    let line = sent.lines().map(json).find(|line| number(line, "row") == 20).unwrap();
    assert!(line.get("body").and_then(Json::as_text).unwrap().contains("Hộ tịch"), "{line:?}");

    // Another file was refused nothing.
    begin(&mut session, sheet.as_bytes());
    read(&mut session, sheet.as_bytes(), 4096);
    session.again(Pass::Refused, "");
    assert_eq!(read(&mut session, sheet.as_bytes(), 50).lines().count(), 1 + 2);
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
    second.merge(&first.to_json(), true).unwrap();
    assert_eq!(second.results().unwrap().whole().responses(), 2 * first.whole().responses());
    assert!(second.merge(&json("{}"), false).is_err());
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
fn the_sheet_with_the_responses_is_found_behind_others() {
    let form = office();
    let mut book = rust_xlsxwriter::Workbook::new();
    let cover = book.add_worksheet().set_name("Bìa").unwrap();
    cover.write_string(0, 0, "Kết quả khảo sát của tổ 3").unwrap();
    let notes = book.add_worksheet().set_name("Ghi chú").unwrap();
    notes.set_hidden(true).write_string(0, 0, "commune").unwrap();
    let data = book.add_worksheet().set_name("Phiếu").unwrap();
    for (column, text) in (0_u16..).zip(["Số phiếu", "commune", "q1", "q2"]) {
        data.write_string(0, column, text).unwrap();
    }
    for row in 1..4 {
        for (column, number) in (0_u16..).zip([row, 14_329, 5, 4]) {
            data.write_number(row, column, number).unwrap();
        }
    }
    let book = book.save_to_buffer().unwrap();
    let session = Session::new(Arc::clone(&form), "vi");
    let chosen = |look: &Json| -> Vec<String> {
        let sheets = look.get("sheets").unwrap().elements().iter();
        let chosen = sheets.filter(|sheet| sheet.get("chosen") == Some(&Json::from(true)));
        chosen.map(|sheet| sheet.get("name").and_then(Json::as_text).unwrap().to_owned()).collect()
    };
    let look = session.look(&book, true, &Hint::default()).unwrap();
    assert_eq!(look.get("sheets").unwrap().elements().len(), 3);
    assert_eq!(chosen(&look), ["Phiếu"]);
    assert_eq!(look.get("columns").unwrap().elements().len(), 4);
    // Whoever asks for one gets that one, whatever stands in it.
    let hint = Hint { sheet: Some("Ghi chú".into()), ..Hint::default() };
    assert_eq!(chosen(&session.look(&book, true, &hint).unwrap()), ["Ghi chú"]);
}

#[test]
fn the_header_is_where_the_officer_says() {
    let session = Session::new(office(), "vi");
    // The first line is of more questions than the one that is meant.
    let sheet = "commune,q1,q2,q3\nSố phiếu,commune,q1,ghi chú\n1,14329,5,x\n";
    let header = |line: Option<u64>| {
        let look = session.look(sheet.as_bytes(), true, &Hint { header: line, ..Hint::default() }).unwrap();
        let label = look.get("columns").unwrap().elements()[0].get("label").cloned().unwrap();
        (number(&look, "header"), label)
    };
    assert_eq!(header(None), (1, "commune".into()));
    assert_eq!(header(Some(2)), (2, "Số phiếu".into()));
}

#[test]
fn dates_are_read_in_the_order_that_they_show() {
    let form = office();
    let session = Session::new(Arc::clone(&form), "vi");
    let of = |dates: &[&str]| {
        let mut sheet = String::from("Timestamp,commune,q1\n");
        for date in dates {
            writeln!(sheet, "{date} 8:15:30,14329,5").unwrap();
        }
        let look = session.look(sheet.as_bytes(), true, &Hint::default()).unwrap();
        (
            look.get("dates").cloned().unwrap(),
            look.get("mapping").and_then(|mapping| mapping.get("dates")).cloned().unwrap(),
        )
    };
    // The day that tells stands far behind the rows that are shown.
    let mut late = vec!["11/5/2025"; 200];
    late.push("11/29/2025");
    assert_eq!(of(&late), ("month_first".into(), "month_first".into()));
    assert_eq!(of(&["29/11/2025", "5/11/2025"]), ("day_first".into(), "day_first".into()));
    assert_eq!(of(&["11/5/2025", "2025-11-29"]), (Json::Null, "day_first".into()));
    // Of both orders neither is that of the table.
    assert_eq!(of(&["29/11/2025", "11/29/2025"]), (Json::Null, "day_first".into()));

    let sheet = "Timestamp,commune,q1\n11/29/2025 8:15:30,14329,5\n11/5/2025 8:15:30,14329,4\n";
    let mut session = Session::new(form, "vi");
    begin(&mut session, sheet.as_bytes());
    read(&mut session, sheet.as_bytes(), 4096);
    session.again(Pass::Submissions, "x");
    let sent = read(&mut session, sheet.as_bytes(), 4096);
    let completed = sent.lines().map(|line| {
        let body = json(json(line).get("body").and_then(Json::as_text).unwrap());
        body.get("completed_at").and_then(Json::as_text).unwrap().to_owned()
    });
    assert_eq!(completed.collect::<Vec<_>>(), ["2025-11-29T08:15:30+07:00", "2025-11-05T08:15:30+07:00"]);
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
        r#"{{"version": 1, "notation": "vietnamese", "dates": "day_first", "columns": [{{"is": "form_number"}}, {}]}}"#,
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

/// The value of a key of every line that a pass wrote.
fn told_of(written: &str, key: &str) -> Vec<String> {
    let value = |line: &str| {
        let line = json(line);
        let body = json(line.get("body").and_then(Json::as_text).unwrap());
        line.get(key).or_else(|| body.get(key)).and_then(Json::as_text).unwrap().to_owned()
    };
    written.lines().map(value).collect()
}

fn submissions(session: &mut Session, sheet: &str, key: &str) -> String {
    begin(session, sheet.as_bytes());
    read(session, sheet.as_bytes(), 4096);
    session.again(Pass::Submissions, key);
    read(session, sheet.as_bytes(), 4096)
}

#[test]
fn a_day_without_a_time_is_sent_as_moments_that_a_server_takes() {
    let mut session = Session::new(office(), "vi");
    let sheet = "started at,completed at,commune,q1\n\
        2025-12-31,2025-12-31,14329,5\n,31/12/2025,14329,5\n,30/11/2026,14329,5\n,,14329,5\n";
    let sent = submissions(&mut session, sheet, "x");
    let times: Vec<_> = told_of(&sent, "started_at").into_iter().zip(told_of(&sent, "completed_at")).collect();
    let day = ("2025-12-31T00:00:00+07:00".to_owned(), "2025-12-31T23:59:59+07:00".to_owned());
    let today = ("2026-11-30T00:00:00+07:00".to_owned(), NOW.to_owned());
    assert_eq!(times, [day.clone(), day, today, (NOW.to_owned(), NOW.to_owned())]);
    // As the server reads them: answers are missing, and nothing is wrong with the envelope.
    for line in sent.lines() {
        let body = json(json(line).get("body").and_then(Json::as_text).unwrap());
        let received = receive(&body, None, &|_| Some(office()));
        assert_eq!(received.map(|_| ()).map_err(|problem| problem.status), Err(422));
    }
}

#[test]
fn a_row_is_known_by_its_content_wherever_it_stands() {
    let mut session = Session::new(office(), "vi");
    let rows = ["1,14329,5,4", "2,14329,4,4", "3,14329,5,4"];
    let sheet = |rows: &[&str]| format!("Số phiếu,commune,q1,q2\n{}\n", rows.join("\n"));
    let first = submissions(&mut session, &sheet(&rows), "a");
    let contents = told_of(&first, "content");
    assert!(contents[0] != contents[1] && contents[0] != contents[2], "the number of the form is part of it");
    let sorted = submissions(&mut session, &sheet(&[rows[2], "", rows[0], rows[1]]), "b");
    let again = told_of(&sorted, "content");
    assert_eq!(again, [&contents[2], &contents[0], &contents[1]].map(String::clone));
    assert_ne!(told_of(&sorted, "id"), told_of(&first, "id"));
    let lines: Vec<i64> = sorted.lines().map(|line| number(&json(line), "line")).collect();
    assert_eq!(lines, [2, 4, 5]);
}

#[test]
fn what_is_told_of_a_refused_row_never_becomes_an_answer() {
    let mut session = Session::new(office(), "vi");
    let sheet = "commune,q1,subject,q2\n14329,9\n14329,9,Hộ tịch,4,còn gì nữa\n";
    begin(&mut session, sheet.as_bytes());
    read(&mut session, sheet.as_bytes(), 4096);
    session.again(Pass::Refused, "");
    let refused = read(&mut session, sheet.as_bytes(), 4096);
    let mended = refused.replace("\"9\"", "5");
    let look = begin(&mut session, mended.as_bytes());
    assert_eq!(look.get("columns").unwrap().elements().len(), 5, "{mended}");
    read(&mut session, mended.as_bytes(), 4096);
    let told = session.told();
    assert_eq!((number(&told, "rows"), number(&told, "refused")), (2, 0), "{told:?}");
    session.again(Pass::Submissions, "x");
    let sent = read(&mut session, mended.as_bytes(), 4096);
    let subjects: Vec<Option<String>> = sent
        .lines()
        .map(|line| {
            let body = json(json(line).get("body").and_then(Json::as_text).unwrap());
            body.get("answers").and_then(|answers| answers.get("subject")?.as_text().map(String::from))
        })
        .collect();
    assert_eq!(subjects, [None, Some("Hộ tịch".into())]);
    // It is the same table for what was chosen of its columns, and no number is missing since the others are elsewhere.
    let shape = |sheet: &str| session.look(sheet.as_bytes(), true, &Hint::default()).unwrap().get("shape").cloned();
    assert_eq!(shape(sheet), shape(&mended));
}

#[test]
fn a_line_without_an_answer_is_no_response() {
    let mut session = Session::new(office(), "vi");
    let sheet = "Số phiếu,commune,q1,ghi chú\n1,14329,5,\n7,14329,5,\nTổng cộng: 2,,,\n,,,Người lập biểu\n";
    begin(&mut session, sheet.as_bytes());
    read(&mut session, sheet.as_bytes(), 4096);
    let told = session.told();
    assert_eq!((number(&told, "rows"), number(&told, "refused")), (4, 2), "{told:?}");
    assert_eq!(session.results().unwrap().whole().responses(), 2);
    let rows = session.rows(&[4]);
    let code = rows.elements()[0].get("issues").and_then(|issues| issues.elements()[0].get("code")?.as_text());
    assert_eq!(code, Some("batch_no_answer"));
    session.again(Pass::Submissions, "x");
    assert_eq!(read(&mut session, sheet.as_bytes(), 4096).lines().count(), 2);
    session.again(Pass::Refused, "x");
    assert!(read(&mut session, sheet.as_bytes(), 4096).contains("không có câu trả lời nào"));
}

#[test]
fn a_table_that_was_mended_is_written_whole() {
    let mut session = Session::new(office(), "vi");
    let sheet = "Số phiếu,subject,q1\n1,=1+1,9\n2,=2+2,9\n";
    begin(&mut session, sheet.as_bytes());
    read(&mut session, sheet.as_bytes(), 4096);
    session.mend(1, &["1".into(), "=1+1".into(), "5".into()]).unwrap();
    session.again(Pass::Mended, "");
    let written = read(&mut session, sheet.as_bytes(), 4096);
    begin(&mut session, written.as_bytes());
    read(&mut session, written.as_bytes(), 4096);
    assert_eq!(session.refused_rows(0, 9), [2]);
    session.again(Pass::Submissions, "x");
    let sent = read(&mut session, written.as_bytes(), 4096);
    let body = json(json(&sent).get("body").and_then(Json::as_text).unwrap());
    assert_eq!(body.get("answers").and_then(|answers| answers.get("subject")?.as_text()), Some("=1+1"));
}

#[test]
fn a_workbook_is_written_part_by_part() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in (0_u16..).zip(["Số phiếu", "commune", "q1"]) {
        sheet.write_string(0, column, text).unwrap();
    }
    let rows = 5_000;
    for row in 1..=rows {
        for (column, number) in (0_u16..).zip([row, 14_329, 5]) {
            sheet.write_number(row, column, number).unwrap();
        }
    }
    let book = book.save_to_buffer().unwrap();
    let mut session = Session::new(office(), "vi");
    begin(&mut session, &book);
    read(&mut session, &book, 1 << 16);
    session.again(Pass::Submissions, "x");
    let mut parts = vec![read(&mut session, &book, 1 << 16)];
    while session.go_on() {
        parts.push(read(&mut session, &book, 1 << 16));
    }
    assert!(parts.len() > 1);
    assert!(parts.iter().all(|part| part.len() < 5 << 20), "{:?}", parts.iter().map(String::len).collect::<Vec<_>>());
    let numbers: Vec<i64> = parts.concat().lines().map(|line| number(&json(line), "row")).collect();
    assert!(numbers == (1..=i64::from(rows)).collect::<Vec<_>>());
}

#[test]
fn documents_are_looked_at_beside_each_other_as_rows_are() {
    let mut session = Session::new(office(), "vi");
    let answers: Vec<String> = (1..=9).map(|item| format!(r#""q{item}": "4""#)).collect();
    let document = format!("{{{}}}\n", answers.join(", "));
    let documents = document.repeat(2);
    session.begin(Setup { mapping: Mapping::default(), hint: Hint::default(), by: Vec::new(), now: NOW.into() });
    read(&mut session, documents.as_bytes(), 4096);
    let told = session.told();
    let count = |code: &str| {
        let kinds = told.get("kinds").unwrap().elements().iter();
        let of = |kind: &&Json| kind.get("code").and_then(Json::as_text) == Some(code);
        kinds.clone().find(of).map(|kind| number(kind, "count"))
    };
    assert_eq!((count("batch_same_level"), count("batch_identical")), (Some(2), Some(1)), "{told:?}");
}

#[test]
fn pictures_say_of_how_many_questions_the_scores_are() {
    let mut session = Session::new(office(), "en");
    for (sheet, told) in [("commune,q1,q2\n14329,5,4\n", "(2 of 9 questions)"), (&*sheet(), "")] {
        begin(&mut session, sheet.as_bytes());
        read(&mut session, sheet.as_bytes(), 4096);
        let pictures = session.pictures(1, Ratio::ONE, 600);
        assert!(pictures.len() >= 3);
        for picture in pictures {
            for text in [&picture.title, &picture.svg, &picture.table.to_csv()] {
                assert_eq!(text.contains("of 9 questions)"), !told.is_empty(), "{text}");
                assert!(text.contains(told), "{text}");
            }
        }
    }
}

#[test]
fn results_that_are_among_those_shown_are_added_only_when_asked_again() {
    let form = office();
    let sheet = sheet();
    let mut session = Session::new(Arc::clone(&form), "vi");
    begin(&mut session, sheet.as_bytes());
    read(&mut session, sheet.as_bytes(), 4096);
    let kept = session.results().unwrap().to_json();
    let responses = |session: &mut Session| session.results().unwrap().whole().responses();
    assert_eq!(session.merge(&kept, false), Err(Mismatch::Known));
    assert_eq!(responses(&mut session), 38);
    session.merge(&kept, true).unwrap();
    assert_eq!(responses(&mut session), 76);
    // Part of what is kept is known as well.
    let both = session.results().unwrap().to_json();
    session.forget_merged();
    assert_eq!(session.merge(&both, false), Err(Mismatch::Known));

    // Groups that are not those of everybody are no results.
    let text = kept.to_text();
    for (from, to) in [(r#""name":"14329""#, r#""name":"evil""#), (r#""responses":38"#, r#""responses":39"#)] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert_eq!(session.merge(&json(&changed), true), Err(Mismatch::NoResults), "{to}");
    }
}

#[test]
fn what_results_are_compared_with_is_of_the_form_and_of_enough_people() {
    let form = office();
    let mut session = Session::new(Arc::clone(&form), "vi");
    let one = "commune,q1\n14329,5\n";
    begin(&mut session, one.as_bytes());
    read(&mut session, one.as_bytes(), 4096);
    let kept = session.results().unwrap().to_json();
    let sheet = sheet();
    begin(&mut session, sheet.as_bytes());
    read(&mut session, sheet.as_bytes(), 4096);
    session.compare(Beside::Last, Some(&kept)).unwrap();
    let last = |session: &mut Session, least: u64| {
        let report = session.report(least, Ratio::ONE).unwrap();
        report.get("compared").unwrap().elements()[0].get("last").and_then(|last| last.get("value")).cloned()
    };
    assert!(last(&mut session, 1).is_some_and(|value| value.as_number().is_some()));
    // What one person answered is not shown as the last period's.
    assert_eq!(last(&mut session, 5), None);

    for (report, mismatch) in [
        (r#"{"form": {"id": "evil"}, "scores": [{"name": "index", "value": 9}]}"#, Mismatch::OtherForm),
        (r#"{"scores": [{"name": "index", "value": 9}]}"#, Mismatch::OtherForm),
        (r#"{"form": {"id": "commune_office"}, "scores": "banana"}"#, Mismatch::NoResults),
        (r#"{"form": {"id": "commune_office"}, "scores": []}"#, Mismatch::NoResults),
        (r#"{"form": {"id": "commune_office"}, "scores": [9]}"#, Mismatch::NoResults),
    ] {
        assert_eq!(session.compare(Beside::Last, Some(&json(report))), Err(mismatch), "{report}");
    }
}
