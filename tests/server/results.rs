//! `/results` against numbers that the test computes itself, from the answers and nothing else.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Server, commune_office, form, submission};

/// Satisfied answers and all answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    satisfied: u64,
    all: u64,
}

impl Share {
    fn add(&mut self, level: u64) {
        self.all += 1;
        self.satisfied += u64::from(level >= 4);
    }

    /// In percent with two decimals, halves up, as Vietnamese writes it.
    fn to_text(self) -> String {
        if self.all == 0 {
            return String::from("—");
        }
        let hundredths = (self.satisfied * 20_000 + self.all) / (self.all * 2);
        format!("{},{:02}\u{a0}%", hundredths / 100, hundredths % 100)
    }
}

/// A small generator, so that the data set is always the same one.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// What stands in the cell after the row header of the row with this attribute, and in the next.
#[track_caller]
fn row(page: &str, attribute: &str) -> String {
    let (_, rest) = page.split_once(attribute).unwrap_or_else(|| panic!("no {attribute}"));
    let row = rest.split("</tr>").next().unwrap();
    let mut text = String::new();
    let mut inside = false;
    for character in row.split_once('>').unwrap().1.chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push('|');
            }
            other if !inside => text.push(other),
            _ => {}
        }
    }
    text.split('|').filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("|")
}

#[test]
fn nothing_to_count_is_a_dash() {
    let server = Server::start_with(&["--min-group", "1"]);
    for form in ["commune_office", "sipas_household", "sipas_transaction"] {
        let page = server.get(&format!("/results?form={form}")).text();
        assert!(row(&page, "<tr class=\"depth-0\" data-score=\"index\"").ends_with("|—|0 / 0|0"), "{form}");
        let json = server.get(&format!("/results.json?form={form}")).json();
        assert_eq!((&json["responses"], &json["scores"][0]["value"]), (&json!(0), &Value::Null), "{form}");
        assert!(page.contains("kết quả tham khảo") || page.contains("Kết quả tham khảo"));
    }
}

#[test]
fn results_are_what_was_answered() {
    const FACTORS: [(&str, std::ops::RangeInclusive<u32>); 5] =
        [("access", 1..=4), ("procedures", 5..=9), ("officials", 10..=15), ("results", 16..=18), ("feedback", 19..=22)];
    // Two communes have fewer than five responses: they are hidden, and enough to be hidden alone.
    let communes = [("13318", 10), ("13336", 8), ("13393", 3), ("13396", 4)];
    let server = Server::start();
    let mut dice = Dice(2026);
    let (mut items, mut levels) = (BTreeMap::<String, Share>::new(), BTreeMap::<(String, u64), u64>::new());
    let mut by_commune = BTreeMap::<&str, Share>::new();
    let mut number = 0;
    for (commune, responses) in communes {
        for _ in 0..responses {
            number += 1;
            let gave_feedback = dice.roll(2) == 1;
            let mut answers = json!({
                "commune": commune, "respondent": "citizen", "channel": "post",
                "gave_feedback": if gave_feedback { "yes" } else { "no" }
            });
            if dice.roll(3) > 0 {
                answers["age"] = "25-34".into();
            }
            for item in 1..=22 {
                if item > 19 && !gave_feedback {
                    continue;
                }
                let (name, level) = (format!("c{item:02}"), dice.roll(5) + 1);
                answers[&name] = level.to_string().into();
                items.entry(name.clone()).or_default().add(level);
                *levels.entry((name, level)).or_default() += 1;
                by_commune.entry(commune).or_default().add(level);
            }
            let reply = server.post(&submission("sipas-transaction", number, &answers));
            assert_eq!(reply.status, 201, "{}", reply.text());
            // Looked at in between, so that what was counted before is counted on.
            if number % 7 == 0 {
                let json = server.get("/results.json?form=sipas_transaction").json();
                assert_eq!((&json["received"], &json["responses"]), (&json!(number), &json!(number - number % 5)));
            }
        }
    }
    let sum = |shares: &mut dyn Iterator<Item = Share>| {
        shares.fold(Share::default(), |sum, share| Share {
            satisfied: sum.satisfied + share.satisfied,
            all: sum.all + share.all,
        })
    };
    let total = sum(&mut items.values().copied());
    let page = server.get("/results?form=sipas_transaction&by=commune").text();
    let cells = |share: Share| format!("|{}|{} / {}", share.to_text(), share.satisfied, share.all);
    assert!(page.contains("<data class=\"responses\" value=\"25\">25</data>"));
    let index = row(&page, "<tr class=\"depth-0\" data-score=\"index\"");
    assert!(index.contains(&cells(total)) && index.ends_with("|25"), "{index} {total:?}");
    for (factor, range) in FACTORS {
        let share = sum(&mut range.map(|item| items[&format!("c{item:02}")]));
        let shown = row(&page, &format!("<tr class=\"depth-1\" data-score=\"{factor}\""));
        assert!(shown.contains(&cells(share)), "{factor}: {shown} {share:?}");
    }
    for (item, share) in &items {
        let counts: Vec<String> =
            (1..=5).map(|level| levels.get(&(item.clone(), level)).unwrap_or(&0).to_string()).collect();
        let shown = row(&page, &format!("<tr data-score=\"{item}\""));
        let value = format!("|{}|", share.to_text());
        let counted = format!("|{} / {}|{}", share.satisfied, share.all, counts.join("|"));
        assert!(shown.contains(&value) && shown.ends_with(&counted), "{item}: {shown} {counts:?}");
    }

    // By commune: the two that may be shown, better first; nothing of the others.
    let mut shown: Vec<(&str, Share)> = by_commune.iter().map(|(name, share)| (*name, *share)).collect();
    shown.retain(|(name, _)| ["13318", "13336"].contains(name));
    shown.sort_by_key(|(_, share)| std::cmp::Reverse(share.satisfied * 1_000_000 / share.all));
    let json = server.get("/results.json?form=sipas_transaction&by=commune").json();
    assert_eq!(json["by"]["hidden_groups"], 2);
    let groups = json["by"]["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 2);
    for (group, (name, share)) in groups.iter().zip(&shown) {
        assert_eq!(group["name"], *name);
        assert_eq!(group["scores"][0]["numerator"], share.satisfied);
        assert_eq!(group["scores"][0]["denominator"], share.all);
        assert!(row(&page, &format!("<tr data-group=\"{name}\"")).contains(&format!("|{}|", share.to_text())));
    }
    assert!(
        page.find(&format!("data-group=\"{}\"", shown[0].0)) < page.find(&format!("data-group=\"{}\"", shown[1].0))
    );
    assert!(!page.contains("13393") && !page.contains("13396"));
    // Those who did not say their age are a group too.
    let by_age = server.get("/results.json?form=sipas_transaction&by=age").json();
    let counted: u64 =
        by_age["by"]["groups"].as_array().unwrap().iter().map(|g| g["responses"].as_u64().unwrap()).sum();
    assert_eq!(counted, 25, "{by_age}");
    // In English, with its own decimal point.
    let english = server.get("/results?form=sipas_transaction&lang=en").text();
    let index = row(&english, "<tr class=\"depth-0\" data-score=\"index\"");
    assert!(index.contains(&total.to_text().replace(',', ".").replace('\u{a0}', "")), "{index}");
}

#[test]
fn one_small_group_is_not_hidden_alone() {
    let server = Server::start();
    let mut number = 0;
    for (age, responses) in [("18-24", 7), ("25-34", 6), ("35-49", 2)] {
        for _ in 0..responses {
            number += 1;
            let mut answers = commune_office([5; 9]);
            answers["age"] = age.into();
            assert_eq!(server.post(&submission("commune-office", number, &answers)).status, 201);
        }
    }
    let json = server.get("/results.json?form=commune_office&by=age").json();
    assert_eq!(json["by"]["hidden_groups"], 2);
    assert_eq!(json["by"]["groups"].as_array().unwrap().len(), 1);
    assert_eq!(json["by"]["groups"][0]["name"], "18-24");
    let page = server.get("/results?form=commune_office&by=age").text();
    assert!(page.contains("Không hiển thị 2 nhóm"));
}

/// Posts answers to the commune office survey under these numbers.
#[track_caller]
fn post_all(server: &Server, numbers: std::ops::RangeInclusive<u64>, answers: impl Fn(u64) -> Value) {
    for number in numbers {
        let reply = server.post(&submission("commune-office", number, &answers(number)));
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
}

#[test]
fn too_few_responses_have_no_results() {
    let server = Server::start();
    post_all(&server, 1..=4, |_| commune_office([5; 9]));
    let json = server.get("/results.json?form=commune_office&by=commune").json();
    assert_eq!((&json["received"], &json["responses"], &json["min_group"]), (&json!(4), &json!(0), &json!(5)));
    assert_eq!((&json["scores"], &json["by"]), (&Value::Null, &Value::Null));
    let page = server.get("/results?form=commune_office&by=commune").text();
    assert!(page.contains("Mới có 4 phiếu; kết quả được hiển thị khi có từ 5 phiếu trở lên."), "{page}");
    assert!(!page.contains("<table") && !page.contains("100") && !page.contains("id=\"breakdown\""), "{page}");
    post_all(&server, 5..=5, |_| commune_office([5; 9]));
    let json = server.get("/results.json?form=commune_office").json();
    assert_eq!((&json["responses"], &json["scores"][0]["value"]), (&json!(5), &json!(100)));
}

#[test]
fn one_response_is_not_seen_by_comparing() {
    let server = Server::start_with(&["--min-group", "3"]);
    let ask = |path: &str| server.get(&format!("{path}?form=commune_office&by=age"));
    let scores = || {
        let json = ask("/results.json").json();
        (json["responses"].as_u64().unwrap(), json["scores"].clone(), json["by"].clone())
    };
    post_all(&server, 1..=3, |_| commune_office([5; 9]));
    let before = scores();
    assert_eq!(before.0, 3);
    post_all(&server, 4..=5, |_| commune_office([1; 9]));
    assert_eq!(scores(), before);
    let page = ask("/results").text();
    assert!(page.contains("Kết quả tính đến phiếu thứ 3 trong 5 phiếu đã nhận; cứ thêm đủ 3 phiếu"), "{page}");
    post_all(&server, 6..=6, |_| commune_office([1; 9]));
    let after = scores();
    assert_eq!((after.0, &after.1[0]["value"]), (6, &json!(50)));
    // Whenever somebody looks, the same is counted: also after a new start.
    post_all(&server, 7..=7, |_| commune_office([1; 9]));
    let server = Server::start_in(server.into_folder(), &["--min-group", "3"]);
    let again = server.get("/results.json?form=commune_office&by=age").json();
    assert_eq!((&again["scores"], &again["by"]), (&after.1, &after.2));
}

#[test]
fn what_few_answered_is_not_told() {
    let server = Server::start();
    for number in 1..=10 {
        let feedback = number <= 3;
        let mut answers = json!({
            "commune": "13318", "respondent": "citizen", "channel": "online",
            "gave_feedback": if feedback { "yes" } else { "no" }
        });
        for item in 1..=if feedback { 22 } else { 19 } {
            answers[format!("c{item:02}")] = if item == 20 { "1" } else { "5" }.into();
        }
        assert_eq!(server.post(&submission("sipas-transaction", number, &answers)).status, 201);
    }
    let json = server.get("/results.json?form=sipas_transaction").json();
    let factors = json["scores"][0]["parts"].as_array().unwrap();
    let feedback = factors.iter().find(|factor| factor["name"] == "feedback").unwrap();
    assert_eq!((&feedback["numerator"], &feedback["denominator"]), (&json!(16), &json!(19)));
    let hidden: Vec<&Value> =
        feedback["parts"].as_array().unwrap().iter().filter(|item| item["suppressed"] == true).collect();
    // Three gave feedback. The items that only they answered are about the same three people, so an item
    // goes with them that more answered.
    assert_eq!(hidden.iter().map(|item| &item["name"]).collect::<Vec<_>>(), ["c19", "c20", "c21", "c22"]);
    for item in hidden {
        for key in ["value", "numerator", "denominator", "levels"] {
            assert_eq!(item[key], Value::Null, "{key}");
        }
    }
    let page = server.get("/results?form=sipas_transaction").text();
    let shown = row(&page, "<tr data-score=\"c20\"");
    assert!(shown.ends_with("|chưa đủ phiếu"), "{shown}");
    let shown = row(&page, "<tr data-score=\"c18\"");
    assert!(shown.contains("|100,00\u{a0}%|") && shown.contains("|10 / 10|"), "{shown}");
}

#[test]
fn a_hidden_group_stays_hidden_while_one_must_be() {
    let server = Server::start();
    let of = |age: &str| {
        let mut answers = commune_office([5; 9]);
        answers["age"] = age.into();
        answers
    };
    let shown = || {
        let json = server.get("/results.json?form=commune_office&by=age").json();
        let groups = json["by"]["groups"].as_array().unwrap().clone();
        groups.iter().map(|group| String::from(group["name"].as_str().unwrap())).collect::<Vec<_>>()
    };
    // Seven, six and two: the six are hidden with the two.
    let ages = |number: u64| match number {
        1..=7 | 22.. => "18-24",
        8..=13 | 16..=21 => "25-34",
        _ => "35-49",
    };
    post_all(&server, 1..=15, |number| of(ages(number)));
    assert_eq!(shown(), ["18-24"]);
    // The group that was hidden is the larger one now, and is hidden still.
    post_all(&server, 16..=20, |number| of(ages(number)));
    assert_eq!(shown(), ["18-24"]);
}

#[test]
fn rows_that_somebody_changed_are_counted_anew() {
    let server = Server::start_with(&["--min-group", "1"]);
    post_all(&server, 1..=3, |number| commune_office([if number == 1 { 1 } else { 5 }; 9]));
    let value = || server.get("/results.json?form=commune_office").json()["scores"][0]["value"].clone();
    assert_eq!(value(), json!(66.67));
    let mended = commune_office([4; 9]).to_string();
    server.execute(&format!("UPDATE submission SET answers = '{mended}' WHERE id = 1"));
    assert_eq!(value(), json!(100));
    server.execute("UPDATE submission SET answers = 'x' WHERE id = 1");
    assert_eq!(server.get("/results.json?form=commune_office").json()["responses"], 2);
    server.execute("DELETE FROM submission WHERE id = 1");
    assert_eq!(value(), json!(100));
    post_all(&server, 4..=4, |_| commune_office([1; 9]));
    assert_eq!(value(), json!(66.67));
}

#[test]
fn an_officer_finds_the_index_and_the_groups_first() {
    let server = Server::start_with(&["--min-group", "1"]);
    let mut answers = commune_office([5; 9]);
    answers["q1"] = "1".into();
    post_all(&server, 1..=1, |_| answers.clone());
    let page = server.get("/results?form=commune_office&by=commune").text();
    assert!(page.contains("<data class=\"value\" value=\"88.89\">88,89\u{a0}%</data>"), "{page}");
    assert!(page.contains("Hài lòng / số câu trả lời được tính"));
    assert!(!page.to_lowercase().contains("nhân tố") && !page.contains("top-box"));
    let place = |id: &str| page.find(&format!("id=\"{id}\"")).unwrap();
    assert!(place("overview") < place("breakdown") && place("breakdown") < place("details"));
    assert!(page.contains("href=\"/results?form=commune_office&amp;by=age#breakdown\""));
    let english = server.get("/results?form=commune_office&lang=en").text();
    assert!(english.contains("<data class=\"value\" value=\"88.89\">88.89%</data>"));
}

#[test]
fn what_is_not_there_is_not_found() {
    let server = Server::start();
    for query in ["form=nothing", "form=commune_office&by=q1", "form=commune_office&by=%3Cscript%3E", "form=%00"] {
        let page = server.get(&format!("/results?{query}"));
        assert_eq!((page.status, page.text().contains("script%3E")), (404, false), "{query}");
        assert_eq!(server.get(&format!("/results.json?{query}")).problem().0, 404, "{query}");
    }
    assert_eq!(server.get("/results?lang=%3Cb%3E&x=1&x=2").status, 200);
}

/// A whole sheet of Decision 766: every figure `all` of `all`, but the first.
fn sheet(commune: &str, met: u64, all: u64) -> Value {
    let mut answers = json!({
        "unit_kind": "commune", "commune": commune, "period": "month-01", "year": 2026, "payment_split": "622",
        "rule_4_2": "threshold", "show_rating": "no"
    });
    for element in &form("qd766").elements {
        if element.name.starts_with('c') && (element.name.ends_with("_met") || element.name.ends_with("_all")) {
            answers[&element.name] = all.into();
        }
    }
    answers["c1_1_met"] = met.into();
    answers
}

#[test]
fn sheets_of_officers_show_points_targets_and_what_is_missing() {
    // Their definition asks for one response, the surveys for five.
    let server = Server::start();
    for (number, commune) in [(1, "13318"), (2, "13336")] {
        let reply = server.post(&submission("qd766", number, &sheet(commune, 5, 10)));
        assert_eq!(reply.status, 201, "{}", reply.text());
        assert_eq!(reply.json()["scores_agree"], true);
    }
    assert_eq!(server.get("/results.json?form=commune_office").json()["min_group"], 5);
    let json = server.get("/results.json?form=qd766&by=commune").json();
    assert_eq!((&json["min_group"], &json["responses"]), (&json!(1), &json!(2)));
    let total = &json["scores"][0];
    // Half of the six points of criterion 1.1 are missing of all.
    assert_eq!((&total["value"], &total["max"], &total["unverified"]), (&json!(97), &json!(100), &json!(true)));
    let criterion = &total["parts"][0]["parts"][0];
    assert_eq!((&criterion["name"], &criterion["value"], &criterion["n"]), (&json!("s1_1"), &json!(3), &json!(2)));
    assert_eq!(criterion["target"], json!({"at_least": 6, "state": "missed", "margin": -10}));
    assert_eq!(json["by"]["groups"].as_array().unwrap().len(), 2);

    let page = server.get("/results?form=qd766&by=commune").text();
    assert!(page.contains("<data class=\"value\" value=\"97.00\">97,00\u{a0}/\u{a0}100</data>"), "{page}");
    let shown = row(&page, "<tr class=\"depth-2\" data-score=\"s1_1\"");
    assert!(shown.contains("Chưa đạt; thiếu 10 thủ tục hành chính|3,00\u{a0}/\u{a0}6|10 / 20|2"), "{shown}");
    assert!(row(&page, "data-score=\"rating\"").contains("không áp dụng trong phiếu nào"));
    // What is below a score that applies nowhere is not listed, and no column of the groups is about it.
    assert_eq!(page.matches("data-score=\"s1_1\"").count(), 1);
    assert!(row(&page, "data-group=\"13318\"").ends_with("|1|97,00\u{a0}/\u{a0}100"), "{page}");
    // Nobody was asked whether they are satisfied, and no percentage or sample is spoken of.
    for words in ["Hài lòng / số", "98,5", "\u{a0}%", "Wilson", "id=\"details\""] {
        assert!(!page.contains(words), "{words}");
    }
    assert!(page.contains("điểm theo tỷ lệ giữa hai số liệu") && page.contains("chưa xác minh: Công thức"), "{page}");
    let english = server.get("/results?form=qd766&lang=en").text();
    assert!(english.contains("Not met; procedures missing: 10") && english.contains("the sum of the parts"));
}

#[test]
fn a_survey_says_what_its_figures_and_intervals_are() {
    let server = Server::start_with(&["--min-group", "1"]);
    post_all(&server, 1..=3, |number| commune_office([if number == 1 { 1 } else { 5 }; 9]));
    let json = server.get("/results.json?form=commune_office").json();
    let index = &json["scores"][0];
    assert_eq!((&index["n"], &index["method"], &index["combine"]), (&json!(3), &json!("top_box"), &json!("pooled")));
    let bounds = index["interval"].as_array().unwrap();
    assert!(bounds[0].as_f64() < index["value"].as_f64() && index["value"].as_f64() < bounds[1].as_f64(), "{index}");
    let page = server.get("/results?form=commune_office").text();
    let written = |bound: &Value| format!("{:.2}", bound.as_f64().unwrap()).replace('.', ",");
    assert!(page.contains(&format!("[{}–{}]", written(&bounds[0]), written(&bounds[1]))), "{page}");
    assert_eq!(page.matches("Wilson").count(), 1);
    assert!(page.contains("hài lòng (mức 4, 5)") && page.contains("gộp tất cả các phần"), "{page}");
}

#[test]
fn one_least_for_every_form_is_the_operators() {
    let server = Server::start_with(&["--min-group", "3"]);
    for number in 1..=2 {
        assert_eq!(server.post(&submission("qd766", number, &sheet("13318", 5, 10))).status, 201);
    }
    let json = server.get("/results.json?form=qd766").json();
    assert_eq!((&json["min_group"], &json["received"], &json["scores"]), (&json!(3), &json!(2), &Value::Null));
}
