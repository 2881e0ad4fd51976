//! `/results` against numbers that the test computes itself, from the answers and nothing else.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Server, commune_office, submission};

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
        format!("{},{:02}", hundredths / 100, hundredths % 100)
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
    let server = Server::start();
    for form in ["commune_office", "sipas_household", "sipas_transaction"] {
        let page = server.get(&format!("/results?form={form}")).text();
        assert!(row(&page, "<tr class=\"depth-0\" data-score=\"index\"").ends_with("|—|0 / 0"), "{form}");
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
    let communes = [("13318", 9), ("13336", 6), ("13393", 3), ("13396", 4)];
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
                assert_eq!(server.get("/results.json?form=sipas_transaction").json()["responses"], number);
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
    assert!(page.contains("<data class=\"responses\" value=\"22\">22</data>"));
    let index = row(&page, "<tr class=\"depth-0\" data-score=\"index\"");
    assert!(index.ends_with(&cells(total)), "{index} {total:?}");
    for (factor, range) in FACTORS {
        let share = sum(&mut range.map(|item| items[&format!("c{item:02}")]));
        let shown = row(&page, &format!("<tr class=\"depth-1\" data-score=\"{factor}\""));
        assert!(shown.ends_with(&cells(share)), "{factor}: {shown} {share:?}");
    }
    for (item, share) in &items {
        let counts: Vec<String> =
            (1..=5).map(|level| levels.get(&(item.clone(), level)).unwrap_or(&0).to_string()).collect();
        let shown = row(&page, &format!("<tr data-score=\"{item}\""));
        assert!(shown.ends_with(&format!("{}|{}", cells(*share), counts.join("|"))), "{item}: {shown} {counts:?}");
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
        assert!(row(&page, &format!("<tr data-group=\"{name}\"")).ends_with(&share.to_text()));
    }
    assert!(
        page.find(&format!("data-group=\"{}\"", shown[0].0)) < page.find(&format!("data-group=\"{}\"", shown[1].0))
    );
    assert!(!page.contains("13393") && !page.contains("13396"));
    // Those who did not say their age are a group too.
    let by_age = server.get("/results.json?form=sipas_transaction&by=age").json();
    let counted: u64 =
        by_age["by"]["groups"].as_array().unwrap().iter().map(|g| g["responses"].as_u64().unwrap()).sum();
    assert_eq!(counted, 22, "{by_age}");
    // In English, with its own decimal point.
    let english = server.get("/results?form=sipas_transaction&lang=en").text();
    let index = row(&english, "<tr class=\"depth-0\" data-score=\"index\"");
    assert!(index.contains(&total.to_text().replace(',', ".")), "{index}");
}

#[test]
fn one_small_group_is_not_hidden_alone() {
    let server = Server::start();
    let mut number = 0;
    for (age, responses) in [("18-24", 7), ("25-34", 6), ("35-49", 4)] {
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

#[test]
fn rows_that_somebody_deleted_are_not_counted() {
    let server = Server::start();
    for number in 1..=3 {
        let level = if number == 1 { 1 } else { 5 };
        assert_eq!(server.post(&submission("commune-office", number, &commune_office([level; 9]))).status, 201);
    }
    let value = || server.get("/results.json?form=commune_office").json()["scores"][0]["value"].clone();
    assert_eq!(value(), json!(66.67));
    server.database().execute("DELETE FROM submission WHERE id = 1", []).unwrap();
    assert_eq!(value(), json!(100));
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
