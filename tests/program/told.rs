//! What the author of a form is told, in both languages.

use std::fs;

use serde_json::json;
use tempfile::TempDir;

use super::{OFFICE, WARNING, answers, sipas};

#[test]
fn a_file_that_is_no_json_is_told_by_its_cause() {
    for (text, place, en, vi) in [
        ("", "1:1", "The file is empty.", "Tệp trống."),
        (" \n", "1:1", "The file is empty.", "Tệp trống."),
        ("{\"a\": [1, 2,]}", "1:13", "too many before “]”", "Thừa dấu phẩy trước “]”"),
        ("{\"ệ\": 1,\n}", "2:1", "too many before “}”", "Thừa dấu phẩy trước “}”"),
        ("[1,, 2]", "1:4", "too many here", "Thừa dấu phẩy ở đây"),
        ("{\"ệ\": \"ộ\" \"b\": 2}", "1:11", "A comma is missing", "Thiếu dấu phẩy"),
        ("{\"a\": 1\n \"b\": 2}", "2:2", "A comma is missing", "Thiếu dấu phẩy"),
        ("{\"a\": \"Ông \"A\" nói\"}", "1:13", "must be written \\\"", "phải viết là \\\""),
        ("{\"a\": \"Mục \"5\"\"}", "1:13", "must be written \\\"", "phải viết là \\\""),
        ("{“a”: 1}", "1:2", "The curly quotes", "Dấu nháy cong"),
        ("{\"ệ\": ‘x’}", "1:7", "The curly quotes", "Dấu nháy cong"),
        ("{'a': 1}", "1:2", "no single quotes", "dấu nháy đơn"),
        ("{\"a\": {\"b\": 1\n", "1:14", "ends too early", "kết thúc quá sớm"),
        ("PK\u{3}\u{4}\u{14}\0", "1:1", "a spreadsheet", "bảng tính"),
        ("{\n  // ghi chú\n  \"a\": 1}", "2:3", "no comments", "không có chú thích"),
        ("{a: 1}", "1:2", "A key in double quotes", "Cần một khóa"),
        ("{\"a\" 1}", "1:6", "A colon", "dấu hai chấm"),
        ("{\"ệ\": \"x\n\"}", "1:9", "no line break", "không được xuống dòng"),
        ("{\"a\": \"\\d\"}", "1:9", "for a \\ itself", "muốn có dấu \\"),
        ("{} {}", "1:4", "after the JSON has ended", "nội dung thừa"),
        ("{\"a\": nope}", "1:8", "not valid JSON", "không phải JSON hợp lệ"),
    ] {
        for (language, words) in [("en", en), ("vi", vi)] {
            let said = sipas(&["check", "-", "--lang", language], text);
            assert_eq!(said.code, 1, "{text:?} {said:?}");
            assert!(said.out.starts_with(&format!("-:{place}: ")), "{text:?} {said:?}");
            assert!(said.out.contains(words) && said.out.ends_with(" [not_json]\n"), "{text:?} {said:?}");
        }
        let said = sipas(&["check", "-", "--json"], text);
        let fault = &said.json()["diagnostics"][0];
        let told = format!("{}:{}", fault["params"]["line"], fault["params"]["column"]);
        assert_eq!((&fault["code"], told.as_str()), (&json!("not_json"), place), "{said:?}");
    }
    // Text in another encoding.
    let said = sipas(&["check", "-"], b"{\"a\": \"\xd4\"}");
    assert!(said.out.starts_with("-:1:8: The file is not in UTF-8"), "{said:?}");
}

#[test]
fn responses_are_told_by_the_line_of_the_whole_file() {
    for (text, place, words) in [
        ("{\"q1\": \"5\"}\n{\"q1\": \"5\",}\n", "2:12", "too many before “}”"),
        ("{\"q1\": \"5\"} {“q1”: \"5\"}\n", "1:14", "The curly quotes"),
        ("{\"q1\": \"5\"}\n\n{\"q1\": \"Ông \"A\"\"}", "3:14", "must be written"),
        ("{\"q1\": \"5\"}\n{\"q1\": \"5\", \"q1\": \"4\"}", "2:13", "“q1”"),
        ("{\"q1\": \"5\"}\n{\"q1\": ", "2:7", "ends too early"),
        ("PK\u{3}\u{4}", "1:1", "a spreadsheet"),
        ("\u{feff}{\"q1\": \"5\"}\n{\"q1\": }", "2:8", "not valid JSON"),
    ] {
        let said = sipas(&["score", OFFICE, "-"], text);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{text:?} {said:?}");
        assert!(said.err.starts_with(&format!("-:{place}: ")) && said.err.contains(words), "{text:?} {said:?}");
    }
}

#[test]
fn a_mark_before_utf8_is_skipped_and_utf16_told() {
    let folder = TempDir::new().unwrap();
    let marked = |text: &str| format!("\u{feff}{text}");
    let form = folder.path().join("form.json");
    fs::write(&form, marked(&fs::read_to_string(OFFICE).unwrap())).unwrap();
    let list = fs::read_to_string("www/forms/units-ninh-binh.json").unwrap();
    fs::write(folder.path().join("units-ninh-binh.json"), marked(&list)).unwrap();
    let form = form.to_str().unwrap();
    assert_eq!(sipas(&["check", form], "").code, 0);
    assert_eq!(sipas(&["validate", form, "-"], marked(&answers([5; 9]).to_string())).code, 0);
    assert_eq!(sipas(&["score", form, "-"], marked("{\"q1\": \"5\"}\n{\"q1\": \"4\"}")).code, 0);

    let utf16: Vec<u8> = "{\"q1\": \"5\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = utf16.chunks(2).flat_map(|pair| [pair[1], pair[0]]).collect();
    for text in
        [[b"\xff\xfe".to_vec(), utf16.clone()].concat(), utf16, [b"\xfe\xff".to_vec(), big.clone()].concat(), big]
    {
        for arguments in [&["check", "-"][..], &["validate", OFFICE, "-"], &["score", OFFICE, "-"]] {
            let said = sipas(&[arguments, &["--json", "--lang", "vi"]].concat(), &text);
            let json = said.json();
            let fault = &json["diagnostics"][0];
            assert_eq!((said.code, &fault["code"]), (1, &json!("not_utf8")), "{said:?}");
            assert!(fault["message"].as_str().unwrap().contains("lưu lại tệp với mã hóa UTF-8"), "{said:?}");
        }
    }
}

#[test]
fn a_key_that_is_given_twice_is_named() {
    let text = "{\"a\": [{\"b\": 1}, {\"b\": 2}],\n \"ệ\\u0062\": {},\n  \"ệb\": 1}";
    let said = sipas(&["check", "-"], text);
    assert_eq!(
        said.out,
        "-:3:3: The key “ệb” is given twice in one object; remove or rename one of them. [duplicate_key]\n"
    );
    let long = "x".repeat(100);
    let said = sipas(&["check", "-", "--json"], format!("{{\"{long}\": 1, \"{long}\": 2}}"));
    let key = said.json()["diagnostics"][0]["params"]["key"].as_str().unwrap().to_owned();
    assert_eq!(key, format!("{}…", "x".repeat(64)));
}

#[test]
fn vietnamese_is_vietnamese() {
    let folder = TempDir::new().unwrap();
    let form = folder.path().join("form.json");
    fs::write(&form, WARNING).unwrap();
    let form = form.to_str().unwrap();
    let said = sipas(&["check", form], "");
    assert!(said.out.contains(": fine\n  w 1, 1 page, 3 questions, 1 score\n  hash "), "{said:?}");
    let said = sipas(&["check", form, "--lang", "vi"], "");
    assert!(said.out.contains(": hợp lệ\n  w 1, 1 trang, 3 câu hỏi, 1 điểm\n  mã băm "), "{said:?}");
    let warned = r#"{"n": 100, "q": "5"}"#;
    let said = sipas(&["validate", form, "-", "--lang", "vi"], warned);
    assert!(said.out.starts_with("/n: cảnh báo: ") && said.out.ends_with("-: hợp lệ\n"), "{said:?}");
    let said = sipas(&["score", form, "-", "--lang", "vi"], warned);
    assert!(said.out.starts_with("1 phiếu trả lời\n") && said.out.contains("phiếu 1, cảnh báo: /n: Xin"), "{said:?}");
    assert!(sipas(&["score", form, "-"], warned).out.starts_with("1 response\n"));

    for command in ["check", "bundle", "pack", "schema"] {
        let said = sipas(&[command, "no/such.json", "--lang", "vi"], "");
        assert_eq!(
            (said.code, said.err.as_str()),
            (2, "no/such.json: không mở được tệp: không tìm thấy\n"),
            "{said:?}"
        );
        let said = sipas(&[command, "-", "--lang", "vi"], "{,}");
        assert!((said.out + &said.err).starts_with("-:1:2: Thừa dấu phẩy ở đây"), "{command}");
    }
    let said = sipas(&["validate", "-", "-", "--lang", "vi"], "");
    assert!(said.code == 2 && said.err.contains("đầu vào chuẩn"), "{said:?}");
}

#[test]
fn a_file_that_is_not_there_has_a_code() {
    for arguments in
        [&["check", "no/such.json"][..], &["validate", OFFICE, "no/such.json"], &["score", "no/such.json", "-"]]
    {
        let said = sipas(&[arguments, &["--json"]].concat(), "");
        let json = said.json();
        let fault = &json["diagnostics"][0];
        assert_eq!((said.code, said.err.as_str(), &json["ok"]), (2, "", &json!(false)), "{said:?}");
        assert_eq!((&fault["code"], &fault["params"]["file"]), (&json!("cannot_open"), &json!("no/such.json")));
    }
}

#[test]
fn a_list_that_cannot_be_put_in_has_one_code() {
    let folder = TempDir::new().unwrap();
    let form = folder.path().join("form.json");
    let check = |file: &str| {
        fs::write(&form, format!("{{\"choices\": {{\"a\": {{\"file\": \"{file}\"}}}}}}")).unwrap();
        sipas(&["check", form.to_str().unwrap(), "--lang", "vi"], "")
    };
    fs::write(folder.path().join("bad.json"), "{\"choices\": [1,]}").unwrap();
    fs::write(folder.path().join("none.json"), "{}").unwrap();
    for (file, words) in [
        ("bad.json", "bad.json:1:16: Thừa dấu phẩy"),
        ("none.json", "none.json: Tệp danh sách thiếu khóa “choices”"),
        ("away.json", "away.json: không mở được tệp: không tìm thấy"),
        ("../x: y.json", "../x: y.json: Tệp danh sách phải nằm cùng thư mục"),
    ] {
        let said = check(file);
        assert!(said.code == 1 && said.out.contains(words), "{said:?}");
        assert!(said.out.matches('[').count() == 1 && said.out.ends_with(" [choice_list]\n"), "{said:?}");
    }
}

#[test]
fn score_says_what_it_did_not_count_and_why() {
    let folder = TempDir::new().unwrap();
    let form = folder.path().join("form.json");
    let unscored = WARNING.split(",\n    \"scores\"").next().unwrap().to_owned() + "}";
    fs::write(&form, unscored).unwrap();
    let form = form.to_str().unwrap();
    let said = sipas(&["score", form, "-"], "{}");
    assert!(said.code == 0 && said.out.starts_with("The form has no scores to compute."), "{said:?}");
    let said = sipas(&["score", form, "-", "--lang", "vi"], "{}");
    assert!(said.out.starts_with("Biểu mẫu không có điểm"), "{said:?}");

    let other = json!({"schema": "sipas-forms/submission/1", "form": {"hash": "0"}, "answers": {}});
    let said = sipas(&["score", OFFICE, "-"], format!("{{\"q1\": \"7\"}}{other}"));
    assert_eq!(said.code, 1);
    assert!(said.out.contains("response 1 not counted: /q1: Choose one of the answers listed"), "{said:?}");
    assert!(said.out.contains("response 2 not counted: The answers belong to another version"), "{said:?}");
}

#[test]
fn check_points_at_the_place_in_an_expression() {
    let definition = WARNING.replace(". < 100", "${day} != '' and ${nobody} = 1");
    let said = sipas(&["check", "-"], definition);
    assert_eq!(said.code, 1);
    let lines: Vec<&str> = said.out.lines().collect();
    let at = lines.iter().position(|line| line.contains("[expression_unknown_name]")).unwrap();
    assert_eq!(lines[at + 1], "  ${day} != '' and ${nobody} = 1", "{said:?}");
    assert_eq!(lines[at + 2], "                   ^^^^^^^^^", "{said:?}");
}
