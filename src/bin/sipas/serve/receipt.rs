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
}
