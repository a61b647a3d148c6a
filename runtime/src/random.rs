//! Random numbers for jitter and request ids. Nothing here is a secret, so a fast generator is enough.

use std::time::Duration;

/// A lower-case version 4 UUID without braces, as request ids are written (R1.16).
pub(crate) fn uuid<T: for<'a> From<&'a str>>() -> T {
    let bits = (fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'-'; 36];
    let mut shift = 128;
    for (index, place) in text.iter_mut().enumerate() {
        if !matches!(index, 8 | 13 | 18 | 23) {
            shift -= 4;
            *place = DIGITS[(bits >> shift) as usize & 0xf];
        }
    }
    T::from(std::str::from_utf8(&text).unwrap_or_default())
}

/// `duration` times a random factor from `low` (inclusive) to `high` (exclusive).
pub(crate) fn scaled(duration: Duration, low: f64, high: f64) -> Duration {
    let factor = low + fastrand::f64() * (high - low);
    // Callers may choose durations that no factor above one fits.
    Duration::try_from_secs_f64(duration.as_secs_f64() * factor).unwrap_or(Duration::MAX)
}

/// A random duration from zero to `most`.
pub(crate) fn up_to(most: Duration) -> Duration {
    scaled(most, 0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_16_request_ids_are_lower_case_uuids_of_version_4() {
        for _ in 0..64 {
            let id: String = uuid();
            let groups: Vec<&str> = id.split('-').collect();
            assert_eq!(groups.iter().map(|g| g.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
            assert!(id.chars().all(|c| c == '-' || c.is_ascii_digit() || ('a'..='f').contains(&c)), "{id}");
            assert!(groups[2].starts_with('4'));
            assert!(groups[3].starts_with(['8', '9', 'a', 'b']));
        }
        assert_ne!(uuid::<String>(), uuid::<String>());
    }
}
