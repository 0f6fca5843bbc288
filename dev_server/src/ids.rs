//! Ids of threads, runs and messages, and the page's token.

use std::fmt::Write as _;

/// Whether a client may use this id: 1 to 128 of `A-Z a-z 0-9 . _ : -`.
pub(crate) fn valid(id: &str) -> bool {
    (1..=128).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-'))
}

/// 128 random bits in hexadecimal.
pub(crate) fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::{secret, valid};

    #[test]
    fn ids_are_1_to_128_plain_characters() {
        assert!(valid("a") && valid("A-b_c.d:9") && valid(&"x".repeat(128)));
        for bad in ["", " ", "a b", "a/b", "é", "a\n", &"x".repeat(129)] {
            assert!(!valid(bad), "{bad:?}");
        }
    }

    #[test]
    fn two_secrets_differ() {
        let (one, two) = (secret().unwrap(), secret().unwrap());
        assert_eq!(one.len(), 32);
        assert_ne!(one, two);
    }
}
