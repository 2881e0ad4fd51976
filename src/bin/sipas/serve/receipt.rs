//! The receipt: a code that a citizen may note down and say over the telephone.
//!
//! It is random, so it tells nothing of who answered, what, or how many did. Its letters and digits
//! cannot be taken for one another: no 0 and O, no 1, I and L, no U and V side by side with them.

/// The 30 letters and digits of a receipt.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them a receipt has: 30¹⁰ codes, near 2⁴⁹.
const LENGTH: usize = 10;

/// A new receipt, such as `7K3F-9QXM-2D`.
pub fn draw() -> Result<String, getrandom::Error> {
    let mut code: Vec<u8> = Vec::new();
    while code.len() < LENGTH {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        // 240 is the largest multiple of 30 in a byte: above it some letters would come more often.
        let letters = bytes.iter().filter(|byte| **byte < 240).filter_map(|byte| ALPHABET.get(usize::from(byte % 30)));
        code.extend(letters);
    }
    code.truncate(LENGTH);
    let groups: Vec<String> = code.chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    Ok(groups.join("-"))
}

/// A new random UUID (version 4), the key of a submission that this server writes itself.
pub fn draw_key() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    let number = u128::from_be_bytes(bytes) & !(0xf << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let digits = format!("{number:032x}");
    let mut key = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            key.push('-');
        }
        key.push(digit);
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_differ_and_can_be_read_aloud() {
        let mut drawn: Vec<String> = (0..1000).filter_map(|_| draw().ok()).collect();
        let right = |receipt: &String| {
            receipt.len() == 12 && receipt.bytes().all(|byte| byte == b'-' || ALPHABET.contains(&byte))
        };
        assert!(drawn.iter().all(right), "{drawn:?}");
        drawn.sort();
        drawn.dedup();
        assert_eq!(drawn.len(), 1000);
    }

    #[test]
    fn keys_are_random_uuids() {
        for key in (0..1000).filter_map(|_| draw_key().ok()) {
            let fixed: Vec<char> = [8, 13, 14, 18, 23].iter().filter_map(|at| key.chars().nth(*at)).collect();
            assert_eq!(fixed, ['-', '-', '4', '-', '-'], "{key}");
            assert!(key.chars().nth(19).is_some_and(|variant| "89ab".contains(variant)), "{key}");
            assert_eq!(key.len(), 36);
        }
    }
}
