use std::{collections::BTreeMap, fs, io::Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;

/// A row as it came: its number, line and byte, and its cells.
type Line = (u64, u64, u64, Vec<String>);

fn read_by(bytes: &[u8], size: usize, hint: &Hint) -> (Vec<Line>, Result<Summary, Fault>) {
    let mut lines = Vec::new();
    let mut reader = Reader::new(hint.clone());
    let mut sink = |record: Record<'_>| {
        lines.push(match record {
            Record::Sheets(_) => return ControlFlow::Continue(()),
            Record::Row(row) => (row.number, row.line, row.offset, row.cells.iter().map(String::from).collect()),
            Record::Document(document) => {
                (document.number, document.line, document.offset, vec![document.json.to_text()])
            }
        });
        ControlFlow::Continue(())
    };
    for chunk in bytes.chunks(size) {
        match reader.feed(chunk, &mut sink) {
            Ok(flow) => assert_eq!(flow, ControlFlow::Continue(())),
            Err(fault) => return (lines, Err(fault)),
        }
    }
    let summary = reader.finish(&mut sink).map(Option::unwrap);
    (lines, summary)
}

/// Reads a file, cut in every way, which must not matter.
#[track_caller]
fn read_with(bytes: &[u8], hint: &Hint) -> (Vec<Line>, Result<Summary, Fault>) {
    let whole = read_by(bytes, usize::MAX, hint);
    for size in [1, 2, 3, 7, 4096, HEAD] {
        let cut = read_by(bytes, size, hint);
        assert_eq!(cut.1, whole.1, "in pieces of {size}");
        assert!(cut.0 == whole.0, "in pieces of {size}");
    }
    whole
}

#[track_caller]
fn read(bytes: &[u8]) -> (Vec<Line>, Summary) {
    let (lines, summary) = read_with(bytes, &Hint::default());
    (lines, summary.unwrap())
}

/// The cells of all rows.
#[track_caller]
fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    read(bytes).0.into_iter().map(|(.., cells)| cells).collect()
}

#[track_caller]
fn refused(bytes: &[u8]) -> Fault {
    read_with(bytes, &Hint::default()).1.unwrap_err()
}

#[track_caller]
fn assert_refused(bytes: &[u8], cause: Cause, line: impl Into<Option<u64>>) {
    let fault = refused(bytes);
    assert_eq!((fault.cause, fault.line), (cause, line.into()));
    for language in ["vi", "en"] {
        let message = fault.message(language);
        assert!(!message.contains('{') && message.contains(". "), "{message}");
    }
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/dataset/{name}", env!("CARGO_MANIFEST_DIR"))).expect(name)
}

fn utf16(text: &str, is_little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

const TABLE: &str = "số;tên;góp ý\r\n1;\"An; \"\"Bảy\"\"\";😀 tốt\r\n\r\n2;Ba;\"dòng 1\r\ndòng 2\"\r\n3;Tư;\r\n";

fn table() -> Vec<Vec<&'static str>> {
    vec![
        vec!["số", "tên", "góp ý"],
        vec!["1", "An; \"Bảy\"", "😀 tốt"],
        vec!["2", "Ba", "dòng 1\r\ndòng 2"],
        vec!["3", "Tư", ""],
    ]
}

#[test]
fn a_table_is_read_in_every_encoding_however_it_is_cut() {
    for (mark, encoding) in [("", Encoding::Utf8), ("\u{feff}", Encoding::Utf8)] {
        let (_, summary) = read(format!("{mark}{TABLE}").as_bytes());
        assert_eq!(summary.kind, Kind::Csv { delimiter: b';', encoding });
        assert_eq!(cells(format!("{mark}{TABLE}").as_bytes()), table());
    }
    for (mark, is_little) in [("", true), ("", false), ("\u{feff}", true), ("\u{feff}", false)] {
        let bytes = utf16(&format!("{mark}{TABLE}"), is_little);
        let encoding = if is_little { Encoding::Utf16Le } else { Encoding::Utf16Be };
        let (lines, summary) = read(&bytes);
        assert_eq!(summary.kind, Kind::Csv { delimiter: b';', encoding });
        assert_eq!(cells(&bytes), table());
        for (_, _, offset, cells) in lines {
            let rest = &bytes[usize::try_from(offset).unwrap()..];
            assert!(rest.starts_with(&utf16(&cells[0], is_little)), "the byte is that of the file");
        }
    }
}

#[test]
fn a_row_has_its_place() {
    let (lines, summary) = read(TABLE.as_bytes());
    let places: Vec<_> = lines.iter().map(|(number, line, offset, _)| (*number, *line, *offset)).collect();
    let offset = |text: &str| u64::try_from(TABLE.find(text).unwrap()).unwrap();
    assert_eq!(places, [(0, 1, 0), (1, 2, offset("1;")), (2, 4, offset("2;Ba")), (3, 6, offset("3;Tư"))]);
    assert_eq!((summary.rows, summary.columns, summary.bytes), (3, 3, u64::try_from(TABLE.len()).unwrap()));
}

#[test]
fn lines_end_as_they_end() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["a,b", "", "1,\"x", "y\"", "2,z"].join(end);
        let (lines, _) = read(text.as_bytes());
        let found: Vec<_> = lines.into_iter().map(|(_, line, _, cells)| (line, cells.join("|"))).collect();
        let quoted = format!("1|x{end}y");
        assert_eq!(found, [(1, "a|b".into()), (3, quoted), (5, "2|z".into())], "{end:?}");
    }
}

#[test]
fn the_delimiter_is_what_cuts_rows_alike() {
    let cases = [
        ("a,b,c\n1,2,3\n", b','),
        ("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", b';'),
        ("Họ, tên\tCâu 1\nAn, Ba\t5\n", b'\t'),
        ("KẾT QUẢ, 2025\n\na;b\n1;2\n3;4\n", b';'),
        ("a,b\n1,\"x;y;z\"\n2,\"x;y;z\"\n", b','),
        ("a,b\nx;y,1\nz,2\nx;y;z,3\n", b','),
        ("only\n1\n2\n", b','),
        ("sep=;\na,b;c\n", b';'),
        ("\"sep=|\"\r\na,b|c\r\n", b'|'),
    ];
    for (text, expected) in cases {
        let Kind::Csv { delimiter, .. } = read(text.as_bytes()).1.kind else { panic!("{text}") };
        assert_eq!(char::from(delimiter), char::from(expected), "{text}");
    }
    let lines = read(b"sep=;\na,b;c\n1;2\n").0;
    assert_eq!(lines[0], (0, 2, 6, vec!["a,b".into(), "c".into()]), "what names it is no row");
    let hint = Hint { delimiter: Some(b'|'), ..Hint::default() };
    assert_eq!(read_with(b"a|b,c\n", &hint).0[0].3, ["a", "b,c"]);
}

#[test]
fn what_stands_above_the_header_is_given_without_a_number() {
    let text = b"K\xe1\xba\xbeT QU\xe1\xba\xa2\n\na,b\n1,2\n3\n4,5,6\n,\n";
    let hint = Hint { header: Some(3), ..Hint::default() };
    let (lines, summary) = read_with(text, &hint);
    let numbers: Vec<_> = lines.iter().map(|(number, line, ..)| (*number, *line)).collect();
    assert_eq!(numbers, [(0, 1), (0, 3), (1, 4), (2, 5), (3, 6)]);
    let summary = summary.unwrap();
    assert_eq!((summary.rows, summary.blank, summary.columns, summary.remarks.row_cells), (3, 1, 2, 2));
}

#[test]
fn a_header_alone_is_a_table_without_rows() {
    let (lines, summary) = read(b"a,b");
    assert_eq!((lines.len(), summary.rows, summary.columns), (1, 0, 2));
    for nothing in [&b""[..], b"\n\r\n  \n", b"\xef\xbb\xbf", b"\xff\xfe", b",,\n,,\n"] {
        assert_refused(nothing, Cause::Empty, None);
    }
}

#[test]
fn whatever_the_bytes_csv_means_the_same_as_to_another_reader() {
    let mut seed = 7_u64;
    let mut draw = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let signs = ["a", "bc", ",", ",", "\n", "\r\n", "\"", "\"\"", "ế", "1234567890", "\r"];
    for _ in 0..1_000 {
        let text: String = (0..draw(40)).map(|_| signs[draw(signs.len())]).collect();
        let text = format!("x,y\n{text}\n");
        let mut other = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let expected: Vec<Vec<String>> = other
            .records()
            .map(|record| record.unwrap().iter().map(String::from).collect())
            .filter(|cells: &Vec<String>| cells.iter().any(|cell| !cell.trim().is_empty()))
            .collect();
        let hint = Hint { delimiter: Some(b','), ..Hint::default() };
        let (lines, summary) = read_with(text.as_bytes(), &hint);
        let found: Vec<Vec<String>> = lines.into_iter().map(|(.., cells)| cells).collect();
        match summary {
            Ok(_) => assert_eq!(found, expected, "{text:?}"),
            Err(fault) => assert_eq!(fault.cause, Cause::OpenQuote, "{text:?}"),
        }
    }
}

#[test]
fn an_open_quotation_mark_is_told_where_it_opens() {
    assert_refused(b"a,b\n1,2\n3,\"x\n4,5\n", Cause::OpenQuote, 3);
    assert_refused(b"a,b\n1,2\n\"x\ny\",\"z\nu\n", Cause::OpenQuote, 4);
    let mut long = b"a,b\n1,\"x\n".to_vec();
    long.extend(b"2,3\n".repeat(MAX_CELL));
    assert_refused(&long, Cause::OpenQuote, 2);
}

#[test]
fn nothing_is_read_beyond_its_limit() {
    let header = b"a,b\n1,2\n".to_vec();
    let with = |rest: Vec<u8>| [header.clone(), rest].concat();
    let columns = |count: usize| with([b",".repeat(count - 1), b"x\n".to_vec()].concat());
    assert_eq!(cells(&columns(MAX_COLUMNS))[2].len(), MAX_COLUMNS);
    assert_refused(&columns(MAX_COLUMNS + 1), Cause::Columns, 3);
    assert_refused(&columns(1_000_000), Cause::Columns, 3);
    for quote in ["", "\""] {
        let cell = |length: usize| with(format!("1,{quote}{}{quote}\n", "x".repeat(length)).into());
        assert_eq!(cells(&cell(MAX_CELL))[2][1].len(), MAX_CELL);
        let cause = if quote.is_empty() { Cause::Cell } else { Cause::OpenQuote };
        assert_refused(&cell(MAX_CELL + 1), cause, 3);
    }
    let row = |quote: &str| {
        let cell = format!("{quote}{}{quote},", "x".repeat(60_000));
        with(cell.repeat(18).into())
    };
    assert_refused(&row(""), Cause::RowLength, 3);
    assert_refused(&row("\""), Cause::RowLength, 3);
}

#[test]
fn other_encodings_are_told_apart() {
    let western = |text: &str| text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect::<Vec<u8>>();
    // “Hài lòng, Rất hài lòng, Không” in TCVN3, VNI, and as Excel writes it on a Vietnamese Windows.
    assert_refused(&western("a;b\nHµi lßng;RÊt hµi lßng\nKh«ng;Tèt\n"), Cause::Legacy, None);
    assert_refused(&western("a;b\nHaøi loøng;Raát haøi loøng\nKhoâng;Toát\n"), Cause::Legacy, None);
    assert_refused("a;b\nHaøi loøng;Raát haøi loøng\nKhoâng;Toát\n".as_bytes(), Cause::Legacy, None);
    assert_refused(
        b"C\xe2u;b\nHa\xcci lo\xccng;R\xe2\xect ha\xcci lo\xccng\nKh\xf4ng;T\xf4\xect\n",
        Cause::Windows1258,
        None,
    );
    assert_refused(b"a,b\n1,caf\xe9\n", Cause::Encoding, 2);
    // After much that is plain.
    let mut late = b"a,b\n".repeat(40_000);
    late.extend(b"1,caf\xe9\n");
    assert_refused(&late, Cause::Encoding, 40_001);
    late.truncate(late.len() - 5);
    late.extend(b"R\xe2\xect ha\xcci lo\xccng\n");
    assert_refused(&late, Cause::Windows1258, None);
    // A few words in an old encoding are somebody's remark.
    let mixed = format!("{TABLE}4;Năm;Haøi loøng\r\n5;Sáu;Rất hài lòng với cán bộ một cửa\r\n");
    assert_eq!(cells(mixed.as_bytes()).len(), 6);
}

#[test]
fn utf16_that_is_cut_is_damaged() {
    let text = utf16("\u{feff}a,b\n1,😀\n", true);
    let units = text.len() / 2;
    assert_eq!(cells(&text)[1][1], "😀");
    assert_refused(&text[..text.len() - 1], Cause::Utf16, 2);
    assert_refused(&text[..(units - 2) * 2], Cause::Utf16, 2);
    let mut half = utf16("\u{feff}a,b\n1,", true);
    half.extend([0x00, 0xdc, b'\n', 0]);
    assert_refused(&half, Cause::Utf16, 2);
    let mut late = utf16(&format!("\u{feff}{}", "a,b\n".repeat(40_000)), true);
    late.extend([0x00, 0xdc, b'\n', 0]);
    assert_refused(&late, Cause::Utf16, 40_001);
    late.truncate(late.len() - 3);
    assert_refused(&late, Cause::Utf16, 40_001);
}

#[test]
fn what_is_no_table_is_refused() {
    for bytes in [
        &b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\0\0"[..],
        b"\x89PNG\r\n\x1a\n\0\0",
        b"a,b\n\0,1\n",
        b"<!DOCTYPE html>",
        b"\n<table>",
    ] {
        assert_refused(bytes, Cause::Unknown, None);
    }
    assert_eq!(cells(b"<5,b\n1,2\n").len(), 2, "a heading may begin so");
}

#[test]
fn documents_are_read_one_at_a_time() {
    let in_array = r#" [ {"a": 1, "b": {"c": ["}", "\"]"]}} , {"a":2}]  "#;
    let in_lines = "{\"a\": 1, \"b\": {\"c\": [\"}\", \"\\\"]\"]}}\n\n{\"a\":2}\n";
    for (text, kind) in [
        (in_array.as_bytes().to_vec(), Kind::Json { encoding: Encoding::Utf8 }),
        (in_lines.as_bytes().to_vec(), Kind::Ndjson { encoding: Encoding::Utf8 }),
        (utf16(&format!("\u{feff}{in_lines}"), true), Kind::Ndjson { encoding: Encoding::Utf16Le }),
    ] {
        let (lines, summary) = read(&text);
        assert_eq!((summary.kind, summary.rows), (kind, 2));
        let texts: Vec<_> = lines.iter().map(|(number, .., cells)| (*number, cells[0].as_str())).collect();
        assert_eq!(texts, [(1, r#"{"a":1,"b":{"c":["}","\"]"]}}"#), (2, r#"{"a":2}"#)]);
    }
    let (lines, _) = read(in_lines.as_bytes());
    assert_eq!(
        (lines[0].1, lines[1].1, lines[1].2),
        (1, 3, u64::try_from(in_lines.find("{\"a\":2").unwrap()).unwrap())
    );
    assert_eq!(read(b"[]").1.rows, 0);
}

#[test]
fn broken_documents_are_told_where_they_begin() {
    let cases: [(&[u8], Cause, u64); 10] = [
        (b"{\"a\": 1}\n{\"a\": }\n", Cause::Json, 2),
        (b"{\"a\": 1}\n{\"a\": 2\n", Cause::Json, 2),
        (b"{\"a\": \"x\n{\"a\": \"y\"}\n", Cause::Json, 1),
        (b"[{\"a\": 1}\n", Cause::Json, 2),
        (b"[{\"a\": 1},\n]", Cause::Json, 2),
        (b"[{\"a\": 1} {\"a\": 2}]", Cause::Json, 1),
        (b"[{\"a\": 1}]\nx", Cause::Json, 2),
        (b"[{\"a\": 1},\n2]", Cause::JsonKind, 2),
        (b"{\"a\": 1}\n[]\n", Cause::JsonKind, 2),
        (b"{\"a\": 1, \"a\": 2}\n", Cause::Json, 1),
    ];
    for (text, cause, line) in cases {
        assert_refused(text, cause, line);
    }
    let long = format!("{{\"a\": 1}}\n{{\"a\": \"{}\"}}", "x".repeat(MAX_ROW));
    assert_refused(long.as_bytes(), Cause::JsonLength, 2);
    let deep = format!("{{\"a\": {}", "[".repeat(100_000));
    assert_refused(deep.as_bytes(), Cause::Json, 1);
}

#[test]
fn reading_ends_where_no_more_is_wanted() {
    for (text, is_told) in
        [(&b"a,b\n1,2\n3,4\n"[..], false), (b"a,b\n1,2\n3,4\n", true), (&fixture("openpyxl.xlsx"), false)]
    {
        let mut seen = 0;
        let mut sink = |_: Record<'_>| {
            seen += 1;
            if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let mut reader = Reader::new(Hint::default());
        let flow = reader.feed(text, &mut sink).unwrap();
        assert_eq!(flow, ControlFlow::Continue(()), "it is not known yet what it is");
        if is_told {
            let much = b"5,6\n".repeat(HEAD);
            assert_eq!(reader.feed(&much, &mut sink), Ok(ControlFlow::Break(())));
            assert_eq!(reader.feed(b"7,8\n", &mut sink), Ok(ControlFlow::Break(())));
        }
        assert_eq!(reader.finish(&mut sink), Ok(None));
        assert_eq!(seen, 2);
    }
}

fn joined(bytes: &[u8]) -> Vec<String> {
    read(bytes).0.into_iter().map(|(number, line, _, cells)| format!("{number} {line}: {}", cells.join("|"))).collect()
}

#[test]
fn a_book_of_libreoffice_is_read() {
    let book = fixture("libreoffice.xlsx");
    let (lines, summary) = read_with(&book, &Hint { header: Some(2), ..Hint::default() });
    let lines: Vec<_> =
        lines.into_iter().map(|(number, line, _, cells)| format!("{number} {line}: {}", cells.join("|"))).collect();
    assert_eq!(
        lines,
        [
            "0 1: KẾT QUẢ KHẢO SÁT",
            "0 2: Số phiếu|Ngày|Câu 1. Thái độ; cách hướng dẫn|Câu 2|Góp ý",
            "1 3: 0001|2025-11-24|5|Hài lòng|Tốt",
            "2 4: 0002|2025-11-25|4|Rất hài lòng|Nhà \"Một cửa\", tầng 1",
            "3 5: 0003|2025-11-26|1||#DIV/0!",
        ]
    );
    let summary = summary.unwrap();
    let sheet =
        |name: &str, hidden, has_data, chosen| Sheet { name: name.into(), hidden, has_data: Some(has_data), chosen };
    assert_eq!(
        summary.sheets,
        [sheet("Trống", false, false, false), sheet("Ghi chú", true, true, false), sheet("Phiếu", false, true, true)]
    );
    let remarks =
        Remarks { row_cells: 0, cell_formula: 2, cell_error: 1, merged: 1, hidden_rows: 1, hidden_columns: 1 };
    assert_eq!((summary.kind, summary.rows, summary.columns, summary.remarks), (Kind::Xlsx, 3, 5, remarks));

    let asked = |sheet: &str| read_with(&book, &Hint { sheet: Some(sheet.into()), ..Hint::default() });
    assert_eq!(asked("Ghi chú").0[0].3, ["ẩn"]);
    let fault = asked("Trống").1.unwrap_err();
    assert_eq!((fault.cause, fault.sheet), (Cause::NoData, None));
    let fault = asked("Khác").1.unwrap_err();
    assert_eq!((fault.cause, fault.sheet.as_deref()), (Cause::NoSheet, Some("Khác")));
    assert!(fault.message("vi").contains("“Khác”"));
}

#[test]
fn tables_of_libreoffice_are_read() {
    for (name, encoding, delimiter) in
        [("libreoffice-semicolon.csv", Encoding::Utf8, b';'), ("libreoffice-utf16.csv", Encoding::Utf16Le, b'\t')]
    {
        let (lines, summary) = read(&fixture(name));
        assert_eq!(summary.kind, Kind::Csv { delimiter, encoding });
        let cells: Vec<_> = lines.iter().map(|(.., cells)| cells.join("|")).collect();
        assert_eq!(cells[1], "Số phiếu|Ngày|Câu 1. Thái độ; cách hướng dẫn|Câu 2|Góp ý");
        assert_eq!(cells[3], "0002|25/11/2025|4|Rất hài lòng|Nhà \"Một cửa\", tầng 1");
    }
}

#[test]
fn books_of_other_programs_are_read() {
    let book = fixture("openpyxl.xlsx");
    assert_eq!(
        joined(&book)[1..],
        [
            "1 2: 0001|2025-11-24|5|Hài lòng|Tốt",
            "2 3: 0002|2025-11-25|4|Rất hài lòng|Nhà \"Một cửa\", tầng 1",
            "3 4: 0003|2025-11-26|1||Dòng 1\nDòng 2",
            "4 6: 0004|2025-11-27T08:30:00|0.3|TRUE|08:30:00",
        ]
    );
    let remarks = read(&book).1.remarks;
    assert_eq!((remarks.hidden_rows, remarks.hidden_columns), (1, 1));

    let book = fixture("xlsxwriter.xlsx");
    assert_eq!(joined(&book)[1], "1 2: 0001|2025-11-24|5|Hài lòng|Tốt");
    assert_eq!(joined(&book)[4], "4 5: 123456789012|36:00:00|10|#REF!|");
    let remarks = read(&book).1.remarks;
    assert_eq!((remarks.cell_formula, remarks.cell_error), (2, 1));
}

#[test]
fn other_books_are_refused_with_what_to_do() {
    assert_refused(&fixture("libreoffice.xls"), Cause::OldBook, None);
    assert_refused(&fixture("encrypted.xlsx"), Cause::LockedBook, None);
    assert_refused(&fixture("libreoffice.ods"), Cause::OtherBook, None);
    assert_refused(&archive(&[("data.csv", b"a,b\n1,2\n")]), Cause::NoBook, None);
    assert_refused(&archive(&[]), Cause::NoBook, None);
}

#[test]
fn a_damaged_book_is_refused_wherever_it_is_damaged() {
    let book = fixture("openpyxl.xlsx");
    for end in (4..book.len()).step_by(197).chain(book.len() - 25..book.len()) {
        let (_, summary) = read_by(&book[..end], usize::MAX, &Hint::default());
        assert!(summary.is_err(), "the first {end} bytes");
    }
    // What is changed may be what nobody reads; but it is read, or it is a fault.
    let mut causes = BTreeMap::new();
    for place in (0..book.len()).step_by(7) {
        let mut changed = book.clone();
        changed[place] ^= 0x15;
        match read_by(&changed, usize::MAX, &Hint::default()).1 {
            Ok(summary) => assert_eq!(summary.rows, 4),
            Err(fault) => *causes.entry(fault.code()).or_insert(0) += 1,
        }
    }
    assert!(causes["book_damaged"] > 50, "{causes:?}");
}

/// A ZIP archive.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        // What is long need not be packed.
        let method = if content.len() > 1 << 20 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A book of one sheet.
fn book(sheet: &str, strings: &str, styles: &str) -> Vec<u8> {
    book_at("worksheets/sheet1.xml", sheet, strings, styles)
}

/// A book of one sheet, which lies there.
fn book_at(place: &str, sheet: &str, strings: &str, styles: &str) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#
        )
    };
    let relations = |inside: &str| format!("<Relationships>{inside}</Relationships>");
    archive(&[
        ("_rels/.rels", relations(&relation("r1", "officeDocument", "xl/workbook.xml")).as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations(&relation("r1", "worksheet", place)).as_bytes()),
        ("xl/workbook.xml", br#"<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        (&["xl/", place].concat(), sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
    ])
}

const STRINGS: &str = r#"<sst uniqueCount="2"><si><t>a</t></si><si><t>b</t></si></sst>"#;
const STYLES: &str = "<styleSheet></styleSheet>";

fn sheet(inside: &str) -> String {
    format!("<worksheet><sheetData>{inside}</sheetData></worksheet>")
}

fn book_of(inside: &str) -> Vec<u8> {
    book(&sheet(inside), STRINGS, STYLES)
}

#[track_caller]
fn assert_book_refused(book: &[u8], cause: Cause) {
    let fault = read_by(book, usize::MAX, &Hint::default()).1.unwrap_err();
    assert_eq!(fault.cause, cause, "{fault:?}");
}

#[test]
fn cells_stand_where_they_say() {
    let rows = r#"<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="s"><v>1</v></c><c r="F2" s="1"/></row>
        <row r="4" hidden="1"><c r="A4"><v>1</v></c><c r="XFD4"/></row><row r="5"><c r="A5" s="1"/></row>
        <row r="7"><c r="E7" t="e"><v>#SPILL!</v></c><c r="F7" t="b"><v>1</v></c></row>"#;
    assert_eq!(joined(&book_of(rows)), ["0 2: |a||b", "1 4: 1|||", "2 7: |||||TRUE"]);
    let summary = read(&book_of(rows)).1;
    let remarks = Remarks { row_cells: 1, cell_error: 1, hidden_rows: 1, ..Remarks::default() };
    assert_eq!((summary.rows, summary.blank, summary.remarks), (2, 1, remarks));
    // Without places, one after another.
    assert_eq!(
        joined(&book_of("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")),
        ["0 1: 1|2", "1 2: 3|"]
    );
}

#[test]
fn a_book_that_would_take_more_than_it_is_worth_is_refused() {
    let row = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    assert_book_refused(
        &book(&sheet(row), STRINGS, &format!("<styleSheet>{}", "<xf/>".repeat(1 << 17))),
        Cause::DamagedBook,
    );
    assert_book_refused(
        &book(&sheet(row), r#"<sst uniqueCount="99999999999999"><si><t>a</t></si></sst>"#, STYLES),
        Cause::DamagedBook,
    );
    assert_book_refused(
        &book(&sheet(row), &format!("<sst><si><t>{}</t></si></sst>", "x".repeat(MAX_ROW + 1)), STYLES),
        Cause::DamagedBook,
    );
    assert_book_refused(
        &book(&sheet(row), STRINGS, &format!("<styleSheet>{}", format!("<a>{}</a>", " ".repeat(1_000)).repeat(17_000))),
        Cause::InflatedBook,
    );
    let parts: Vec<String> = (0..=10_000).map(|part| format!("xl/{part}")).collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_book_refused(&archive(&parts), Cause::Parts);
    // Zeros pack a thousandfold, and the directory need not tell the truth.
    let zeros = vec![0; 1 << 20];
    let bomb = archive(&[("_rels/.rels", b""), ("xl/media/image1.png", &zeros), ("xl/media/image2.png", &zeros)]);
    assert!(bomb.len() < 1 << 13);
    assert!(parts::inspect(&bomb, 1 << 21).is_ok());
    let length = u32::to_le_bytes(1 << 20);
    let mut lying = bomb.clone();
    for place in 0..lying.len() - 4 {
        if lying[place..].starts_with(&length) {
            lying[place..place + 4].copy_from_slice(&[9, 0, 0, 0]);
        }
    }
    assert_ne!(bomb, lying);
    assert_eq!(parts::inspect(&bomb, (1 << 21) - 1).unwrap_err().cause, Cause::InflatedBook);
    assert!(parts::inspect(&lying, (1 << 21) - 1).is_err());
    let fault = Reader::new(Hint { size: Some(1 << 40), ..Hint::default() })
        .feed(&[b"PK\x03\x04".to_vec(), vec![0; HEAD]].concat(), &mut |_| ControlFlow::Continue(()));
    assert_eq!(fault.unwrap_err().cause, Cause::LargeBook);
    let mut large = b"PK\x03\x04".to_vec();
    large.resize(MAX_BOOK + 1, 0);
    assert_book_refused(&large, Cause::LargeBook);
}

#[test]
fn cells_that_cannot_be_are_refused() {
    let cell = |place: &str| format!(r#"<row r="1"><c r="A1"><v>1</v></c><c r="{place}"><v>1</v></c></row>"#);
    for place in ["A99999999999", "AAAAAAAAAA1", "A", "A1", "A0", "é1"] {
        assert_book_refused(&book_of(&cell(place)), Cause::DamagedBook);
    }
    assert_book_refused(&book_of(&cell("BXY1")), Cause::Columns);
    assert_book_refused(
        &book_of(r#"<row r="9"><c r="A9"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>"#),
        Cause::DamagedBook,
    );
    assert_book_refused(&book_of(r#"<row r="99999999999"><c><v>1</v></c></row>"#), Cause::DamagedBook);
    assert_book_refused(&book_of(r#"<row r="1"><c r="A1" t="s"><v>7</v></c></row>"#), Cause::DamagedBook);
    let long = format!(r#"<row r="1"><c r="A1" t="str"><v>{}</v></c></row>"#, "x".repeat(MAX_CELL + 1));
    assert_book_refused(&book_of(&long), Cause::Cell);
    let area = sheet("").replace("<sheetData>", r#"<dimension ref="B2:A1"/><sheetData>"#);
    assert_book_refused(&book(&area, STRINGS, STYLES), Cause::DamagedBook);
    assert_book_refused(&book_of(""), Cause::NoData);
}

/// Looked through only: the reader of cells might take what the machine has not.
#[track_caller]
fn assert_guarded(book: &[u8], cause: Cause) {
    let fault = parts::inspect(book, MAX_INFLATED).unwrap_err();
    assert_eq!(fault.cause, cause, "{fault:?}");
}

#[test]
fn a_tag_ends_where_the_reader_of_cells_ends_it() {
    let row = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#;
    let announced = [
        r#"<sst a=">" uniqueCount="4000000000">"#,
        r#"<sst a='>"' b=">'" uniqueCount='999999999999999999'>"#,
        r#"<sst a:uniqueCount="1" uniqueCount="4000000000">"#,
        r#"<sst uniqueCount="1" uniqueCount="4000000000">"#,
        r#"<sst uniqueCount="4000000000"><sst uniqueCount="1">"#,
        r#"<sst uniqueCount="99999999999999999999999999">"#,
        r#"<sst uniqueCount="many">"#,
        r#"<?a '?><sst uniqueCount="4000000000">"#,
        r#"<!-- ' --><sst uniqueCount="4000000000">"#,
        r#"<![CDATA[']]><sst uniqueCount="4000000000">"#,
        r#"<!DOCTYPE a [<!ENTITY b "'">]><sst uniqueCount="4000000000">"#,
    ];
    for sst in announced {
        assert_guarded(&book(&sheet(row), &format!("{sst}<si><t>a</t></si></sst>"), STYLES), Cause::DamagedBook);
    }
    // Texts that are none make no room.
    let hidden = format!("<sst uniqueCount=\"40000\"><!--{}--></sst>", "<si/>".repeat(30_000));
    assert_guarded(&book(&sheet(row), &hidden, STYLES), Cause::DamagedBook);
    let places = [
        r#"<row r="1"><c a=">" r="A4294967298"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="A1" r="A4294967298"><v>1</v></c></row>"#,
        r#"<row r="1"><c a:r="A1" r="A4294967298"><v>1</v></c></row>"#,
        r#"<row a='>' r="99999999999"><c><v>1</v></c></row>"#,
        r#"<row a:r="1" r="99999999999"><c><v>1</v></c></row>"#,
    ];
    for place in places {
        assert_guarded(&book_of(place), Cause::DamagedBook);
    }
    for area in [r#"<dimension a=">" ref="B2:A1"/>"#, r#"<dimension a:ref="A1" ref="B2:A1"/>"#] {
        assert_guarded(&book(&[area, &sheet(row)].concat(), STRINGS, STYLES), Cause::DamagedBook);
    }
    // What is no part of XML by its name is not looked through, so no sheet may be there.
    assert_guarded(&book_at("media/image1.png", &sheet(row), STRINGS, STYLES), Cause::DamagedBook);
}

#[test]
fn what_only_looks_like_a_tag_is_none() {
    let rows = r#"<!-- <c r="A99999999999"> --><?a <c r="A99999999999"> ?><row r="1" a='<c r="A99999999999">'>
        <c a=">" b='"' r="A1" t="s"><!----><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>"#;
    let runs = "<r><rPr><b/></rPr><t>ă</t></r>".repeat(1_000);
    let strings = format!(
        r#"<sst a="a>b" uniqueCount="3"><si><t>a<![CDATA[>]]]><!-- </t></si> -->b</t></si><si><t><![CDATA[<si>]]></t></si><si>{runs}</si></sst>"#
    );
    let expected = format!("0 1: a>]b|<si>|{}", "ă".repeat(1_000));
    assert_eq!(joined(&book(&sheet(rows), &strings, STYLES)), [expected]);
}

#[test]
fn a_small_book_is_not_much_work() {
    let row = r#"<row r="1"><c r="A1" t="str"><v>1</v></c></row>"#;
    let strings = |inside: &str| book(&sheet(row), &format!("<sst>{inside}</sst>"), STYLES);
    // Each costs the reader of cells more than it has bytes.
    assert_guarded(&strings(&"<si/>".repeat(4_000_001)), Cause::InflatedBook);
    let piece = "x".repeat(60_000);
    for long in [
        format!("<![CDATA[{}]]>", "<a>".repeat(MAX_ROW / 3 + 1)),
        format!("<!--{}-->", "<a>".repeat(MAX_ROW / 3 + 1)),
        format!("{piece}<a/>").repeat(80),
        format!("{piece}<!---->").repeat(80),
    ] {
        assert_guarded(&strings(&format!("<si><t>{long}</t></si>")), Cause::DamagedBook);
        let value = format!(r#"<row r="1"><c r="A1" t="str"><v>{long}</v></c></row>"#);
        assert_guarded(&book_of(&value), Cause::DamagedBook);
    }
    let runs = format!("<r><t>{piece}</t></r>").repeat(80);
    assert_guarded(&strings(&format!("<si>{runs}</si>")), Cause::DamagedBook);
    let within = format!("<a:si>{}</a:si>", format!("<si><t>{piece}</t></si>").repeat(2));
    assert_guarded(&strings(&within), Cause::DamagedBook);
    // A sheet ends with its last column, whether there is something in it or not.
    let cells = |count: usize| format!("{row}<row r=\"2\">{}</row>", "<c/>".repeat(count));
    assert_eq!(joined(&book_of(&cells(16_384))), ["0 1: 1"]);
    assert_book_refused(&book_of(&cells(16_385)), Cause::DamagedBook);
    // What packs a thousandfold is nobody's workbook, once it is more than a picture.
    let zeros = vec![0; 1 << 20];
    let pictures = |count: usize| {
        let names: Vec<String> = (0..count).map(|picture| format!("xl/media/image{picture}.png")).collect();
        let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), zeros.as_slice())).collect();
        archive(&[&[("_rels/.rels", &b""[..])], &parts[..]].concat())
    };
    assert!(parts::inspect(&pictures(16), MAX_INFLATED).is_ok());
    assert_guarded(&pictures(32), Cause::InflatedBook);
}
