//! Places in a text: takes byte offsets, gives lines and columns.

/// So many bytes are counted again for a column; a minified document is one line of megabytes.
const BLOCK: usize = 256;

/// Where the lines of a text begin.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// The characters before each block of bytes; empty for a text in which bytes are characters.
    blocks: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let blocks = if text.is_ascii() {
            Vec::new()
        } else {
            let counted = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
                let start = *before;
                *before += characters(block);
                Some(start)
            });
            counted.collect()
        };
        Self { text, starts, blocks }
    }

    /// Line and column, both from 1, the column in characters.
    pub(super) fn position(&self, offset: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let column = self.characters_before(offset).saturating_sub(self.characters_before(start));
        (count(line + 1), count(column + 1))
    }

    fn characters_before(&self, offset: usize) -> usize {
        let (number, rest) = (offset / BLOCK, offset % BLOCK);
        match self.blocks.get(number) {
            Some(before) => {
                let block = self.text.as_bytes().get(offset - rest..offset);
                before + block.map_or(rest, characters)
            }
            // Bytes are characters, or the offset is the end of the text.
            None if self.blocks.is_empty() => offset,
            None => characters(self.text.as_bytes()),
        }
    }
}

/// How many characters begin in the bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count()
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

    #[test]
    fn columns_of_long_lines_are_counted_across_blocks() {
        let line = "aä€😀".repeat(BLOCK);
        let text = format!("ü\n{line}");
        let lines = Lines::new(&text);
        for (number, (at, _)) in line.char_indices().enumerate() {
            assert_eq!(lines.position("ü\n".len() + at), (2, count(number + 1)));
        }
        assert_eq!(lines.position(text.len()), (2, count(4 * BLOCK + 1)));
    }
}
