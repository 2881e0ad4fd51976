//! What officers write into cells and over columns, held against the forms that are shipped.

use alloc::string::ToString;

use super::*;
use crate::form::bundle;

macro_rules! shipped {
    ($name:literal) => {
        include_bytes!(concat!("../../../www/forms/", $name, ".json"))
    };
}

fn shipped(bytes: &[u8]) -> Arc<Form> {
    let json: Json = serde_json::from_slice(bytes).unwrap_or(Json::Null);
    let files = |path: &str| {
        assert_eq!(path, "units-ninh-binh.json");
        serde_json::from_slice(shipped!("units-ninh-binh")).map_err(|fault| fault.to_string())
    };
    let json = bundle(&json, &files).unwrap_or_else(|faults| panic!("{faults:?}"));
    Arc::new(load(&json).unwrap_or_else(|faults| panic!("{faults:?}")))
}

fn office() -> Arc<Form> {
    shipped(shipped!("commune-office"))
}

fn transaction() -> Arc<Form> {
    shipped(shipped!("sipas-transaction"))
}

fn household() -> Arc<Form> {
    shipped(shipped!("sipas-household"))
}

/// What each text is read as; `-` is refused.
fn assert_read(form: &Arc<Form>, question: &str, cases: &[(&str, &str)]) {
    let columns = Vec::from([Target::Question(form.find(question).unwrap_or_default())]);
    let checker = Checker::new(Arc::clone(form), &Mapping { columns, ..Mapping::default() }, None);
    for (text, answer) in cases {
        let row = Row::of(&[text]);
        let entry = checker.entry(&row.cells());
        let is_refused = entry.issues().iter().any(|issue| issue.code == "not_a_choice");
        let answers = checker.answers(&row.cells());
        let given = answers.get(question).and_then(Json::as_text).filter(|_| !is_refused);
        assert_eq!(given.unwrap_or("-"), *answer, "{question}: {text}");
    }
}

const HOA_LU: &str = "14329";
const GIA_VIEN: &str = "14464";
const PHU_LY: &str = "13285";

#[test]
fn communes_are_read_where_they_are_one_of_the_list() {
    let cases = [
        ("P. Hoa Lư", HOA_LU),
        ("P Hoa Lư", HOA_LU),
        ("P.Hoa Lư", HOA_LU),
        ("Hoa Lư", HOA_LU),
        ("hoa lu", HOA_LU),
        ("UBND phường Hoa Lư", HOA_LU),
        ("UBND P. Hoa Lư", HOA_LU),
        ("Ủy ban nhân dân phường Hoa Lư", HOA_LU),
        ("Gia Viễn", GIA_VIEN),
        ("X. Gia Viễn", GIA_VIEN),
        ("UBND xã Gia Viễn", GIA_VIEN),
        ("Phường Phủ Lí", PHU_LY),
        ("Phủ Lý", PHU_LY),
        ("Xã Quĩ Nhất", "13939"),
        ("Xã Ý Yên", "13795"),
        ("X. Hoa Lư", "-"),
        ("P. Gia Viễn", "-"),
        ("Thành phố Hoa Lư", "-"),
        ("Huyện Gia Viễn", "-"),
        ("Xã Gia Viễn (cũ)", "-"),
        ("Xã Gia", "-"),
        ("Phường Lý Thường", "-"),
        ("Phường Tai Hoa Lư", "-"),
        ("Phường", "-"),
        ("UBND", "-"),
        ("UBND tỉnh Ninh Bình", "-"),
        ("Mức 3", "-"),
        ("3 điểm", "-"),
    ];
    for form in [office(), transaction(), household()] {
        assert_read(&form, "commune", &cases);
    }
    // A province is one where the form says that it is of it.
    for form in [office(), household()] {
        assert_read(
            &form,
            "commune",
            &[
                ("Phường Hoa Lư, tỉnh Ninh Bình", HOA_LU),
                ("UBND xã Gia Viễn - tỉnh Ninh Bình", GIA_VIEN),
                ("Phường Hoa Lư, tỉnh Hà Nam", "-"),
                ("Xã Thanh Sơn, tỉnh Phú Thọ", "-"),
                ("Phường Hoa Lư, tỉnh", "-"),
                ("Hoa Lư, tỉnh Ninh Bình", "-"),
            ],
        );
    }
    assert_read(&transaction(), "commune", &[("Phường Hoa Lư, tỉnh Ninh Bình", "-")]);
}

#[test]
fn communes_of_one_name_are_told_apart_by_their_kind() {
    let list = r#"{"name": "p", "label": "Phường Hoa Lư"}, {"name": "x", "label": "Xã Hoa Lư"},
        {"name": "t", "label": "Thị trấn Me"}, {"name": "y", "label": "Xã Mỹ Lý"}, {"name": "i", "label": "Xã Mĩ Lí"},
        {"name": "s", "label": "Xã Tịnh Khê"}, {"name": "1", "label": "Phường 7"}"#;
    let definition = [
        r#"{"schema_version": 1, "form_id": "f", "version": "1", "title": "F", "provenance": {"source": "a test"},
        "settings": {"default_language": "vi", "languages": ["vi"]}, "choices": {"unit": ["#,
        list,
        r#"]}, "survey": [{"type": "group", "name": "page", "label": "P", "children": [
        {"type": "select_one", "name": "unit", "label": "Đơn vị", "choices": "unit"}]}]}"#,
    ]
    .concat();
    let form = load(&serde_json::from_str(&definition).unwrap_or(Json::Null));
    let form = Arc::new(form.unwrap_or_else(|faults| panic!("{faults:?}")));
    assert_read(
        &form,
        "unit",
        &[
            ("Hoa Lư", "-"),
            ("P. Hoa Lư", "p"),
            ("UBND xã Hoa Lư", "x"),
            ("TT. Me", "t"),
            ("Me", "t"),
            ("Xã Mỹ Lý", "y"),
            ("Xã Mĩ Lí", "i"),
            ("Xã Mĩ Lý", "-"),
            ("X. Tịnh Khê", "s"),
            ("P. 7", "1"),
            ("7", "-"),
        ],
    );
}

#[test]
fn levels_are_read_with_what_counts_them() {
    let cases = [
        ("4,0", "4"),
        ("4.0", "4"),
        ("Mức 4", "4"),
        ("mức độ 4", "4"),
        ("Mức: 4", "4"),
        ("4 điểm", "4"),
        ("4đ", "4"),
        ("4 đ", "4"),
        ("Hài lòng (4)", "4"),
        ("Hài lòng - 4 điểm", "4"),
        ("Mức 4: Hài lòng", "4"),
        ("4 - Hài lòng", "4"),
        ("(4) Hài lòng", "4"),
        ("hai long", "4"),
        ("Hài lòng.", "4"),
        ("04", "4"),
        ("Rất không hài", "1"),
        ("4,5", "-"),
        ("4,000", "-"),
        ("4.000,0", "-"),
        ("Mức 6", "-"),
        ("0 điểm", "-"),
        ("-4 điểm", "-"),
        ("4,5 điểm", "-"),
        ("4/5 điểm", "-"),
        ("4 tuổi", "-"),
        ("4-5", "-"),
        ("Hài lòng (5)", "-"),
        ("Mức 5 - Hài lòng", "-"),
        ("Rất", "-"),
        ("Rất hài", "-"),
        ("HL", "-"),
        ("Mức", "-"),
        ("điểm", "-"),
        ("Mức 4 5", "-"),
        ("80%", "-"),
        ("Hài lòng, Rất hài lòng", "-"),
    ];
    assert_read(&office(), "q1", &cases);
    assert_read(&transaction(), "c01", &cases);
    assert_read(&household(), "q9_01", &cases);
    // What has no score has no points; and a cell of several answers is not one number.
    assert_read(&household(), "q1_01", &[("3", "3"), ("3 điểm", "-"), ("Mức 3", "-")]);
    assert_eq!(read(&household(), "q2", Notation::Vietnamese, "1,2"), r#"["1","2"]"#);
    assert_eq!(read(&household(), "q2", Notation::Vietnamese, "4,0"), "not_a_choice");
}

#[test]
fn ages_and_schools_are_read_where_they_are_one_of_the_list() {
    let ages = [
        ("25-34 tuổi", "25-34"),
        ("25–34", "25-34"),
        ("Từ 25-34", "25-34"),
        ("Từ 25 đến 34", "25-34"),
        ("25 đến 34 tuổi", "25-34"),
        ("từ 25 tuổi tới 34 tuổi", "25-34"),
        ("Trên 60", "over-60"),
        ("> 60", "over-60"),
        (">60 tuổi", "over-60"),
        ("60", "-"),
        ("60 tuổi", "-"),
        ("Từ 60", "-"),
        ("Đến 60", "-"),
        ("60 trở lên", "-"),
        ("60+", "-"),
        (">= 60", "-"),
        ("≥ 60", "-"),
        ("< 60", "-"),
        ("Dưới 60", "-"),
        ("> 50", "-"),
        ("42", "-"),
        ("25", "-"),
        ("25 tuổi", "-"),
        ("Từ 25 đến", "-"),
        ("24-35", "-"),
        ("34-25", "-"),
        ("Từ 25 đến 34 và 35 đến 49", "-"),
        ("25,34 tuổi", "-"),
    ];
    for form in [office(), transaction(), household()] {
        assert_read(&form, "age", &ages);
    }
    assert_read(
        &office(),
        "education",
        &[
            ("Trung học phổ thông", "upper-secondary"),
            ("Cấp 3", "upper-secondary"),
            ("Cấp III", "upper-secondary"),
            ("Cấp 2", "lower-secondary"),
            ("sau đại học", "postgraduate"),
            ("Trung học", "-"),
            ("Trung", "-"),
            ("THPT", "-"),
            ("ĐH", "-"),
            ("Cấp", "-"),
            ("Cấp 1", "-"),
            ("Thạc sĩ", "-"),
        ],
    );
    assert_read(
        &household(),
        "education",
        &[
            ("Tiểu học", "primary"),
            ("Cấp 1", "primary"),
            ("Đại học", "university"),
            ("Trung cấp", "vocational-college"),
            ("THCS", "-"),
        ],
    );
    assert_read(&household(), "q3", &[("Không thể tham gia", "-"), ("Chắc chắn tham gia", "5")]);
}

/// The question of each column, with `!` where that is sure.
fn guessed(form: &Form, header: &[&str], samples: &[&[&str]]) -> Vec<String> {
    let rows: Vec<Row> = samples.iter().map(|cells| Row::of(cells)).collect();
    let cells: Vec<Cells<'_>> = rows.iter().map(Row::cells).collect();
    let header = Row::of(header);
    let guess = guess(form, &header.cells(), &cells);
    let name = |(target, sure): (&Target, &Confidence)| match target {
        Target::Question(question) => {
            let sure = if *sure == Confidence::Exact { "!" } else { "" };
            [form.element(*question).map_or("", |element| element.name.as_str()), sure].concat()
        }
        Target::Ignored => String::from("-"),
        other => alloc::format!("{other:?}"),
    };
    guess.mapping.columns.iter().zip(&guess.confidence).map(name).collect()
}

#[test]
fn columns_are_found_by_short_headings_and_by_their_answers() {
    let rows: [&[&str]; 4] = [
        &["Phường Hoa Lư", "Nam", "25-34 tuổi", "Đại học", "4"],
        &["P. Hoa Lư", "Nữ", "Trên 60", "Tiểu học", "5"],
        &["Gia Viễn", "", "Từ 18 đến 24 tuổi", "Cấp 3", "3"],
        &["Xã Nho Quan", "Nam", "25-34", "Dạy nghề", "4"],
    ];
    let form = office();
    for unit in ["Xã, phường", "Tên đơn vị", "Xã, phường nơi Ông/Bà nộp hồ sơ", "Địa bàn"] {
        let header = [unit, "Giới tính của Ông/Bà", "Độ tuổi của Ông/Bà", "Trình độ học vấn", "Điểm"];
        assert_eq!(guessed(&form, &header, &rows), ["commune", "gender", "age", "education", "-"], "{unit}");
    }
    let short = ["Xã, phường", "Ông/Bà", "Công chức", "Lĩnh vực", "Kết quả", "Xã"];
    assert_eq!(guessed(&form, &short, &[]), ["commune", "-", "-", "subject", "-", "-"]);
    // Answers of something else, of two columns, of too few rows; levels never.
    let other = [&["Sơ cấp", "Phường Hoa Lư", "Xã Gia Viễn", "Hài lòng"][..]; 4];
    let header = ["Trình độ chính trị", "Nơi ở", "Nơi làm việc", "Nhận xét chung"];
    assert_eq!(guessed(&form, &header, &other), ["-", "-", "-", "-"]);
    assert_eq!(guessed(&form, &header, &[&["Sơ cấp", "Phường Hoa Lư", "", ""][..]; 2]), ["-", "-", "-", "-"]);
    assert_eq!(guessed(&form, &header, &[&["Sơ cấp", "Phường Hoa Lư", "", ""][..]; 3]), ["-", "commune", "-", "-"]);
    assert_eq!(guessed(&form, &["Nơi ở"], &[&["1"], &["2"], &["3"]]), ["-"]);
    assert_eq!(guessed(&form, &["Nơi ở"], &[&["14329"], &["14464"], &["13285"]]), ["commune"]);
    assert_eq!(guessed(&form, &["Nơi ở"], &[&["Hà Nội"], &["Phủ Lý"], &["Hoa Lư"]]), ["-"]);
    // Nine of the form's levels have names as well.
    let names = ["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "Nhận xét chung"];
    assert_eq!(guessed(&form, &names, &[&["Hài lòng"; 9][..]; 4]).last().map(String::as_str), Some("-"));
}

#[test]
fn rows_of_grids_are_found_by_what_stands_in_brackets() {
    let header = [
        "Mức độ hài lòng [Công chức có thái độ giao tiếp lịch sự]",
        "Mức độ hài lòng [Công chức trả lời, giải thích, hướng dẫn kê khai hồ sơ tận tình, chu đáo, dễ hiểu]",
        "II [ket qua ma ong ba nhan duoc la dung quy dinh]",
        "Mức độ hài lòng [Ông/Bà dễ dàng thực hiện góp ý, phản ánh]",
        "Mức độ hài lòng [3]",
        "Mức độ hài lòng [Khác]",
        "[q1] khác",
    ];
    assert_eq!(guessed(&office(), &header, &[]), ["q1!", "q2!", "q4", "q7", "-", "-", "-"]);
    // The whole heading first: a choice of a question is one of it.
    let form = form();
    let targets = targets(&form, &["Câu 2. Kênh thông tin [Mạng internet]", "Câu 2 [Tuổi]"]);
    assert_eq!(targets, ["channelweb", "age"]);
}

#[test]
fn answers_over_columns_are_no_headings() {
    let form = office();
    let level = "Hài lòng";
    let row = ["1", "Xã Gia Viễn", "Đất đai", level, level, level, level, level, level, level, level, level, "Nữ"];
    let rows = [&row[..]; 5];
    assert!(guessed(&form, &row, &rows).iter().all(|name| name == "-"));
    let cells: Vec<Row> = rows.iter().map(|row| Row::of(row)).collect();
    assert_eq!(header_row(&form, &cells.iter().map(Row::cells).collect::<Vec<_>>()), None);
    // Levels alone are no numbers of questions, unless those run.
    assert_eq!(guessed(&form, &["4", "5", "4", "3", "9"], &[]), ["-", "-", "-", "-", "-"]);
    let run = ["STT", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    assert_eq!(guessed(&form, &run, &[])[1..], ["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9"]);
    assert_eq!(guessed(&form, &["Xã, phường", "Độ tuổi", "1", "2"], &[]), ["commune", "age!", "q1", "q2"]);
}
