use super::*;
use crate::{
    entry::Surroundings,
    form::load,
    page::{Answer, find, render, render_check, render_contents_parts, render_offer, render_scores},
    value::Json,
};
use alloc::{sync::Arc, vec};

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or(Json::Null)
}

fn walk() -> Walk {
    let definition = json(include_str!("../../../../tests/e2e/contents.json"));
    let form = load(&definition).unwrap_or_else(|faults| panic!("{faults:?}"));
    Walk::new(Arc::new(form), Surroundings::new("2025-12-18", "vi"), "vi")
}

#[track_caller]
fn at(walk: &Walk, name: &str) -> At {
    find(walk, name).unwrap_or_else(|| panic!("no {name}"))
}

fn page(walk: &Walk, name: &str) -> usize {
    at(walk, name).element
}

fn type_in(walk: &mut Walk, name: &str, text: &str) -> Vec<Patch> {
    let at = at(walk, name);
    walk.answer(at, Answer::Typed(text))
}

fn with_last() -> Walk {
    let mut walk = walk();
    let long = ["Kết quả ", &"rất dài ".repeat(40), "hết"].concat();
    let last = json(
        r#"{"schema": "sipas-forms/submission/1", "form": {"id": "contents", "version": "1", "hash": "x"},
        "completed_at": "2025-09-18T08:00:00Z",
        "answers": {"nguoi_ky": "Nguyễn Văn A", "truoc_han": 10, "dung_han": 30, "da_giai_quyet": 40, "ket_qua": "LONG"}}"#,
    );
    let last = json(&last.to_text().replace("LONG", &long));
    assert!(walk.load_last(&last).is_ok());
    walk
}

/// The next place with a fault, by name.
fn next(walk: &mut Walk) -> String {
    let Some(Focus::Question(at)) = walk.next_fault() else { return String::new() };
    walk.entry().form().path(at)
}

#[test]
fn a_page_says_what_is_missing_wrong_and_doubtful() {
    let mut walk = walk();
    let counts = |walk: &Walk, name: &str| {
        let contents = walk.contents();
        let state = contents.pages.into_iter().find(|state| state.page == page(walk, name)).unwrap_or_default();
        let faults = [Fault::Wrong, Fault::Missing, Fault::Doubtful].map(|fault| state.count(fault));
        (state.answered, state.asked, faults)
    };
    assert_eq!(counts(&walk, "chung"), (0, 4, [0, 2, 0]));
    assert_eq!(counts(&walk, "ho_so"), (0, 4, [0, 3, 0]));
    let html = render(&walk);
    assert!(html.contains("Mục lục: <span id=\"contents-fold\">còn thiếu 6</span>"), "{html}");
    assert!(html.contains("Đã trả lời 0/11 mục") && html.contains("chưa điền"));
    // Nothing is told on a page that nobody has touched.
    assert!(render_check(&walk, at(&walk, "r13")).contains("role=\"status\"></p>"));

    type_in(&mut walk, "truoc_han", "-1");
    type_in(&mut walk, "dung_han", "1");
    assert_eq!(counts(&walk, "ho_so"), (2, 4, [1, 1, 0]));
    let parts = render_contents_parts(&walk, &[page(&walk, "ho_so")]);
    let ids: Vec<&str> = parts.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["contents-fold", "contents-head", "contents-page-ho_so"]);
    assert!(parts.iter().any(|(_, html)| html.contains("1 lỗi · còn thiếu 1") && html.contains("Đã giải quyết</a>")));
}

#[test]
fn what_an_answer_changes_in_the_contents_is_told() {
    let mut walk = walk();
    let first = page(&walk, "chung");
    assert_eq!(type_in(&mut walk, "nguoi_ky", "A"), [Patch::Contents(vec![first])]);
    // Another letter changes nothing that is said.
    assert_eq!(type_in(&mut walk, "nguoi_ky", "AB"), []);
}

#[test]
fn the_next_problem_comes_after_where_one_is_and_errors_come_first() {
    let mut walk = walk();
    assert_eq!(next(&mut walk), "/don_vi");
    let unit = at(&walk, "don_vi");
    // What was gone to is told at the field, and not in the summary.
    assert!(walk.error(unit).is_some() && walk.errors().is_empty());
    walk.answer(unit, Answer::Chosen("hoa_lu"));
    assert!(walk.error(unit).is_none());
    let found = [(); 5].map(|()| next(&mut walk));
    assert_eq!(found, ["/nguoi_ky", "/truoc_han", "/dung_han", "/da_giai_quyet", "/ket_qua"]);
    assert_eq!(*walk.step(), Step::Page(page(&walk, "danh_gia")));
    // From the end on to the beginning; the warning waits.
    assert_eq!(next(&mut walk), "/nguoi_ky");
    for (name, text) in
        [("nguoi_ky", "A"), ("truoc_han", "1"), ("dung_han", "2"), ("da_giai_quyet", "4"), ("ket_qua", "tốt")]
    {
        type_in(&mut walk, name, text);
    }
    // A rule that is broken leads to its first answer, and is found again until it is mended.
    let last = at(&walk, "khac");
    walk.turn_to(last.element);
    assert_eq!(next(&mut walk), "/truoc_han");
    assert_eq!(next(&mut walk), "/truoc_han");
    type_in(&mut walk, "da_giai_quyet", "3");
    assert_eq!(next(&mut walk), "/so_ke_hoach");
    assert!(render(&walk).contains("Cảnh báo R13: </strong>Chưa ghi số"));
    type_in(&mut walk, "so_ke_hoach", "08/KH");
    type_in(&mut walk, "ngay_ke_hoach", "1/8/2025");
    assert_eq!(walk.next_fault(), None);
    assert!(render(&walk).contains("role=\"status\">Không còn chỗ nào cần sửa</p>"));
}

#[test]
fn a_check_is_told_once_its_answers_are_there_and_with_its_figures() {
    let mut walk = walk();
    walk.turn_to(page(&walk, "ho_so"));
    let (check, done) = (at(&walk, "r6"), at(&walk, "da_giai_quyet"));
    type_in(&mut walk, "truoc_han", "10");
    type_in(&mut walk, "dung_han", "20");
    assert!(render_check(&walk, check).contains("role=\"status\"></p>"));
    assert!(type_in(&mut walk, "da_giai_quyet", "4").contains(&Patch::Check(check)));
    assert!(walk.is_doubted(done));
    let html = render_check(&walk, check);
    assert!(html.contains("Lỗi R6: </strong>Trước hạn + đúng hạn phải bằng đã giải quyết: lệch 26."), "{html}");
    assert!(html.contains("data-value=\"dung_han\">Đúng hạn</a>"), "{html}");
    assert!(render(&walk).contains("da_giai_quyet-warning r6-said\""));
    // Other figures are told; the same are not told again.
    assert!(type_in(&mut walk, "da_giai_quyet", "40").contains(&Patch::Check(check)));
    assert!(!type_in(&mut walk, "ton_dau", "1").contains(&Patch::Check(check)));

    // It keeps one on the page, and in the summary leads to its first answer.
    assert_eq!(walk.forward(), Focus::Summary);
    let html = render(&walk);
    assert!(html.contains("data-value=\"truoc_han\">R6: Trước hạn + đúng hạn"), "{html}");
    assert!(html.contains("Xem thêm: <a href=\"#dung_han\""), "{html}");
    assert_eq!(walk.go(check), Focus::Question(at(&walk, "truoc_han")));
    let patches = type_in(&mut walk, "da_giai_quyet", "30");
    assert!(patches.contains(&Patch::Check(check)) && patches.contains(&Patch::Summary), "{patches:?}");
    assert!(!walk.is_doubted(done) && walk.errors().is_empty());
    assert_eq!(walk.forward(), Focus::Title);
}

#[test]
fn a_check_that_lacks_answers_waits_until_its_page_was_left() {
    let mut walk = walk();
    let check = at(&walk, "r13");
    assert!(walk.check(check).is_none());
    walk.turn_to(page(&walk, "khac"));
    assert!(walk.check(check).is_some());
    // In the review all of them are there.
    let mut walk = self::walk();
    walk.turn_to(page(&walk, "ho_so"));
    walk.turn_to_review();
    assert_eq!(*walk.step(), Step::Review);
    assert!(render(&walk).contains("Cảnh báo R13: </strong>Chưa ghi số"));
    // Sending opens the first page with an error, whatever was jumped over.
    assert!(!walk.send());
    assert_eq!(*walk.step(), Step::Page(page(&walk, "chung")));
    assert_eq!(walk.errors().len(), 2);
}

#[test]
fn pages_are_opened_in_any_order_whatever_is_wrong() {
    let mut walk = walk();
    walk.forward();
    assert_eq!(walk.errors().len(), 2);
    let third = page(&walk, "danh_gia");
    assert_eq!(walk.turn_to(third), Focus::Title);
    assert!(walk.errors().is_empty() && *walk.step() == Step::Page(third));
    assert!(
        render(&walk).contains(&["data-value=\"", &crate::value::digits(third), "\" aria-current=\"page\""].concat())
    );
    // Nothing that is no page is opened.
    walk.turn_to(at(&walk, "don_vi").element);
    assert_eq!(*walk.step(), Step::Page(third));
    walk.back();
    assert_eq!(*walk.step(), Step::Page(page(&walk, "ho_so")));
}

#[test]
fn what_the_last_report_has_is_offered_and_never_taken_unasked() {
    let mut walk = with_last();
    let (signer, done, carried) = (at(&walk, "nguoi_ky"), at(&walk, "da_giai_quyet"), at(&walk, "ton_dau"));
    let html = render_offer(&walk, signer);
    assert!(
        html.contains("Kỳ trước: <strong>Nguyễn Văn A</strong>") && html.contains("Dùng lại nội dung này"),
        "{html}"
    );
    assert!(render_offer(&walk, done).contains("Dùng số này"));
    assert!(render_offer(&walk, carried).contains("Lấy từ báo cáo kỳ trước."));
    let long = render_offer(&walk, at(&walk, "ket_qua"));
    assert!(long.contains("rất dài…") || long.contains("rất…"), "{long}");
    assert!(long.contains("<details>") && long.contains("hết</p>"));
    assert_eq!(walk.entry().value(signer), None);

    let patches = walk.take(signer);
    assert!(patches.contains(&Patch::Offer(signer)) && patches.contains(&Patch::Choices(signer)));
    assert_eq!(walk.entry().shown(signer), "Nguyễn Văn A");
    assert_eq!(render_offer(&walk, signer), "");
    assert!(type_in(&mut walk, "nguoi_ky", "B").contains(&Patch::Offer(signer)));
    assert!(render_offer(&walk, signer).contains("Nguyễn Văn A"));
    assert!(type_in(&mut walk, "ton_dau", "41").contains(&Patch::Offer(carried)));
    assert_eq!(render_offer(&walk, carried), "");
}

#[test]
fn single_scores_are_one_table_with_their_changes() {
    let mut walk = with_last();
    walk.answer(at(&walk, "don_vi"), Answer::Chosen("hoa_lu"));
    type_in(&mut walk, "truoc_han", "10");
    type_in(&mut walk, "dung_han", "40");
    let patches = type_in(&mut walk, "da_giai_quyet", "50");
    assert!(patches.contains(&Patch::Scores));
    let html = render_scores(&walk);
    assert_eq!(html.matches("<table>").count(), 1);
    assert!(html.contains("\"scores-state scores-no_data scores-none\""), "{html}");
    for told in ["Đạt 2", "Chưa đạt 1", "Không áp dụng 1", "Thiếu số liệu 0"] {
        assert!(html.contains(told), "{told}: {html}");
    }
    assert!(html.contains("Kỳ trước 25,00 %, giảm 5 điểm phần trăm"), "{html}");
    assert!(html.contains("Kỳ trước 75,00 %, tăng 5 điểm phần trăm"), "{html}");
    assert!(html.contains("scores-note\"><p>Chênh lệch hồ sơ: 0</p>"), "{html}");
}
