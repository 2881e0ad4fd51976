//! Changes to a document that leave it JSON. Bytes changed at random are no JSON any more nearly
//! every time, and would test the parser only; half of the changes are those, half are these.

use sipas_forms::value::{Json, Ratio};

use crate::grammar;

/// libFuzzer's own change of bytes: those in the buffer, how many they are, how many there may be;
/// it gives how many they are now.
pub type Bytes = fn(&mut [u8], usize, usize) -> usize;

/// A small generator of numbers (xorshift): the same seed makes the same change.
pub struct Dice(u64);

impl Dice {
    /// A generator that begins at `seed`.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self(u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `count`; 0 if that is 0.
    pub fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default().checked_rem(count).unwrap_or_default()
    }
}

/// Changes the `size` bytes of a document in `data`, and gives how many they are then.
pub fn document(data: &mut [u8], size: usize, max_size: usize, seed: u32, bytes: Bytes) -> usize {
    let mut dice = Dice::new(seed);
    if dice.below(2) > 0
        && let Some(mut json) = crate::read(&data[..size])
    {
        let whole = json.clone();
        for _ in 0..=dice.below(3) {
            let node = dice.below(count(&json));
            if let Some(node) = nth(&mut json, node) {
                change(node, &whole, &mut dice, bytes);
            }
        }
        if let Some(size) = write(&json, data, max_size) {
            return size;
        }
    }
    bytes(data, size, max_size)
}

/// As [`document`], of `{"expression": "…"}`, which may become a made-up one.
pub fn evaluation(data: &mut [u8], size: usize, max_size: usize, seed: u32, bytes: Bytes) -> usize {
    let mut dice = Dice::new(seed);
    if dice.below(4) == 0
        && let Some(mut json) = crate::read(&data[..size])
    {
        json.insert("expression", grammar::expression(&mut dice).into());
        if let Some(size) = write(&json, data, max_size) {
            return size;
        }
    }
    document(data, size, max_size, seed, bytes)
}

/// Changes a packed form: a few of its numbers to others that are as long, so that the rest is read
/// as it was; or any bytes.
pub fn packed(data: &mut [u8], size: usize, max_size: usize, seed: u32, bytes: Bytes) -> usize {
    let mut dice = Dice::new(seed);
    let numbers = size.min(max_size);
    if numbers == 0 || dice.below(8) == 0 {
        return bytes(data, size, max_size);
    }
    for _ in 0..=dice.below(4) {
        let place = dice.below(numbers);
        let other = data[dice.below(numbers)];
        let byte = &mut data[place];
        // The eighth bit says whether the number goes on.
        let near = match dice.below(5) {
            0 => byte.wrapping_add(1),
            1 => byte.wrapping_sub(1),
            2 => 0,
            3 => u8::try_from(dice.below(16)).unwrap_or_default(),
            _ => other,
        };
        *byte = (*byte & 0x80) | (near & 0x7f);
    }
    numbers
}

/// Puts the text of a document into the buffer, if there is room for it.
fn write(json: &Json, data: &mut [u8], max_size: usize) -> Option<usize> {
    let text = json.to_text();
    data.get_mut(..text.len().min(max_size))
        .filter(|place| place.len() == text.len())?
        .copy_from_slice(text.as_bytes());
    Some(text.len())
}

/// How many values there are in it, itself included.
fn count(json: &Json) -> usize {
    let inside: usize = match json {
        Json::Array(elements) => elements.iter().map(count).sum(),
        Json::Object(entries) => entries.iter().map(|(_, value)| count(value)).sum(),
        _ => 0,
    };
    inside + 1
}

/// The value with this number, itself being number 0.
fn nth(json: &mut Json, number: usize) -> Option<&mut Json> {
    if number == 0 {
        return Some(json);
    }
    let mut left = number - 1;
    let values: Vec<&mut Json> = match json {
        Json::Array(elements) => elements.iter_mut().collect(),
        Json::Object(entries) => entries.iter_mut().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    };
    for value in values {
        let size = count(value);
        if left < size {
            return nth(value, left);
        }
        left -= size;
    }
    None
}

/// A copy of some value of the document.
fn other(whole: &Json, dice: &mut Dice) -> Json {
    let number = dice.below(count(whole));
    nth(&mut whole.clone(), number).map_or(Json::Null, |json| json.clone())
}

/// A key of the document, or one made of it.
fn key(whole: &Json, dice: &mut Dice, bytes: Bytes) -> String {
    let mut found = String::new();
    for _ in 0..8 {
        let json = other(whole, dice);
        let entries = json.entries();
        if let Some((key, _)) = entries.get(dice.below(entries.len())) {
            found.clone_from(key);
            break;
        }
    }
    if found.is_empty() || dice.below(4) == 0 { changed_text(&found, bytes) } else { found }
}

fn change(json: &mut Json, whole: &Json, dice: &mut Dice, bytes: Bytes) {
    if dice.below(6) == 0 {
        *json = match dice.below(8) {
            0 => Json::Null,
            1 => Json::Bool(true),
            2 => Json::from(""),
            3 => Json::Array(Vec::new()),
            4 => Json::Object(Vec::new()),
            _ => other(whole, dice),
        };
        return;
    }
    match json {
        Json::Null | Json::Inexact => *json = other(whole, dice),
        Json::Bool(truth) => *truth = !*truth,
        Json::Number(number) => *number = near(*number, dice),
        Json::Text(text) => *text = changed_text(text, bytes),
        Json::Array(elements) => {
            let place = dice.below(elements.len() + 1);
            match dice.below(3) {
                0 if place < elements.len() => _ = elements.remove(place),
                1 if place < elements.len() => elements.insert(place, elements[place].clone()),
                _ => elements.insert(place, other(whole, dice)),
            }
        }
        Json::Object(entries) => {
            let place = dice.below(entries.len());
            let key = key(whole, dice, bytes);
            match (dice.below(3), entries.iter().position(|(known, _)| *known == key)) {
                (0, _) if place < entries.len() => _ = entries.remove(place),
                (_, Some(known)) => entries[known].1 = other(whole, dice),
                (1, None) if place < entries.len() => entries[place].0 = key,
                _ => entries.push((key, other(whole, dice))),
            }
        }
    }
}

/// The numbers at which rules change, and those beside this one.
fn near(number: Ratio, dice: &mut Dice) -> Ratio {
    const EDGES: [&str; 10] =
        ["0", "1", "-1", "0.5", "0.000001", "64", "4000", "9007199254740991", "-9007199254740991", "999999999.999999"];
    let near = match dice.below(5) {
        0 => number.checked_add(Ratio::ONE),
        1 => number.checked_sub(Ratio::ONE),
        2 => number.checked_neg(),
        3 => number.checked_div(Ratio::integer(10)),
        _ => Ratio::parse(EDGES[dice.below(EDGES.len())]),
    };
    near.unwrap_or(number)
}

fn changed_text(text: &str, bytes: Bytes) -> String {
    let size = text.len();
    let mut buffer = text.as_bytes().to_vec();
    buffer.resize(size + 64, 0);
    let size = bytes(&mut buffer, size, size + 64);
    String::from_utf8_lossy(&buffer[..size]).into_owned()
}
