//! How values are written into paths, queries and headers.

use std::borrow::Cow;

/// A value that can stand in a path, a query or a header. The text is not yet percent-encoded.
pub trait WireValue {
    /// The text of the value, in the form of R1.25.
    fn wire(&self) -> Cow<'_, str>;
}

/// The text of a value, for the list of path values.
#[inline]
pub fn wire<T: WireValue + ?Sized>(value: &T) -> Cow<'_, str> {
    value.wire()
}

impl<T: WireValue + ?Sized> WireValue for &T {
    #[inline]
    fn wire(&self) -> Cow<'_, str> {
        (**self).wire()
    }
}

/// `None` is an empty text: a `null` item of a list is written like that (R1.12).
impl<T: WireValue> WireValue for Option<T> {
    fn wire(&self) -> Cow<'_, str> {
        self.as_ref().map_or(Cow::Borrowed(""), T::wire)
    }
}

/// A list in a list is written with commas, the default of `collectionFormat` (R1.12).
impl<T: WireValue> WireValue for Vec<T> {
    fn wire(&self) -> Cow<'_, str> {
        Cow::Owned(self.iter().map(T::wire).collect::<Vec<_>>().join(","))
    }
}

impl WireValue for str {
    #[inline]
    fn wire(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl WireValue for String {
    #[inline]
    fn wire(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl WireValue for Cow<'_, str> {
    #[inline]
    fn wire(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl WireValue for bool {
    fn wire(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

macro_rules! numbers {
    ($($type:ty)*) => { $(
        impl WireValue for $type {
            fn wire(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )* };
}

numbers!(i32 i64 u32 u64 f32 f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_written_plainly() {
        assert_eq!(wire("x"), "x");
        assert_eq!(wire(&true), "true");
        assert_eq!(wire(&-5_i64), "-5");
        assert_eq!(wire(&2.5_f64), "2.5");
        assert_eq!(wire(&None::<String>), "");
    }
}
