//! The next version: takes the present version of a crate and the effect of a change, gives the version to release.

use super::effect::Effect;

/// The version that an effect asks for. Before 1.0 a major change counts up the minor number, and a minor one the patch
/// number. `None` if nothing is to be released, or the text is no version.
pub fn next_version(present: &str, effect: Effect) -> Option<String> {
    let numbers: Vec<u64> = present.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [major, minor, patch] = numbers.as_slice() else { return None };
    let next = match (effect, major) {
        (Effect::None, _) => return None,
        (Effect::Major | Effect::Unknown, 0) => (0, minor + 1, 0),
        (Effect::Major | Effect::Unknown, _) => (major + 1, 0, 0),
        (Effect::Minor | Effect::Patch, 0) | (Effect::Patch, _) => (*major, *minor, patch + 1),
        (Effect::Minor, _) => (*major, minor + 1, 0),
    };
    Some(format!("{}.{}.{}", next.0, next.1, next.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_up_as_cargo_reads_them() {
        let next = |present, effect| next_version(present, effect).unwrap_or_default();
        assert_eq!(next("0.1.3", Effect::Major), "0.2.0");
        assert_eq!(next("0.1.3", Effect::Minor), "0.1.4");
        assert_eq!(next("1.2.3", Effect::Unknown), "2.0.0");
        assert_eq!(next("1.2.3", Effect::Minor), "1.3.0");
        assert_eq!(next("1.2.3", Effect::Patch), "1.2.4");
        assert_eq!(next("1.2.3", Effect::None), "");
        assert_eq!(next("1.2", Effect::Major), "");
    }
}
