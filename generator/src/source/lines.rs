//! Places in a text: takes byte offsets, gives lines and columns.

/// Where the lines of a text begin.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// Columns of such a text need no counting of characters.
    ascii: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts, ascii: text.is_ascii() }
    }

    /// Line and column, both from 1, the column in characters.
    pub(super) fn position(&self, offset: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let column = match self.text.get(start..offset) {
            Some(before) if !self.ascii => before.chars().count(),
            _ => offset - start,
        };
        (count(line + 1), count(column + 1))
    }
}

/// Line and column of an offset in a text, both from 1, the column in characters.
pub fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    Lines::new(text).position(offset)
}

/// A line or column number; texts are far smaller than what it can hold.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "ab\r\nä€c\n\nx";
        let lines = Lines::new(text);
        assert_eq!(lines.position(0), (1, 1));
        assert_eq!(lines.position(text.find('c').unwrap()), (2, 3));
        assert_eq!(lines.position(text.find('x').unwrap()), (4, 1));
        assert_eq!(lines.position(text.len()), (4, 2));
    }
}
