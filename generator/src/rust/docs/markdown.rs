//! Markdown: takes texts, gives documentation lines that are safe in a comment, wrapped.
//!
//! A text is prose with code spans and nothing else: what would be a link, HTML, a list or a code block (which rustdoc
//! would compile and run) is escaped, so that a document cannot break the build of the crate made from it.

/// Columns a documentation line may take, without indent and slashes.
pub(super) const WIDTH: usize = 100;

/// Text that can stand between backquotes.
pub(super) fn code(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == '`' {
                '\''
            } else if c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect()
}

/// A text of a spec or an overlay as Markdown without markup of its own, but for code spans and paragraphs.
pub(super) fn escaped(text: &str) -> String {
    // A backquote without a partner would swallow what follows.
    let paragraph = |text: &str| {
        let parts: Vec<&str> = text.split('`').collect();
        let last = parts.len() - 1;
        let whole = if last.is_multiple_of(2) { parts.len() } else { last };
        let mut out = String::new();
        for (index, part) in parts.iter().enumerate() {
            match (index % 2, index < whole) {
                (1, true) => out.push_str(&format!("`{part}`")),
                (_, true) => out.push_str(&prose(part)),
                (_, false) => out.push_str(&format!("'{}", prose(part))),
            }
        }
        out
    };
    text.replace("\r\n", "\n").replace("```", "'''").split("\n\n").map(paragraph).collect::<Vec<_>>().join("\n\n")
}

/// Text between code spans: URLs become links, signs that open links or HTML are escaped.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let start = word.find("https://").or_else(|| word.find("http://"));
        let Some(start) = start else {
            out.push_str(&signs(word));
            continue;
        };
        let in_url = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
        let end = word[start..].find(|c: char| !in_url(c)).map_or(word.len(), |it| start + it);
        let url = word[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        out.push_str(&signs(&word[..start]));
        out.push_str(&format!("<{url}>"));
        out.push_str(&signs(&word[start + url.len()..]));
    }
    out
}

fn signs(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '<' | '>' | '[' | ']' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Markdown text in lines of at most [`WIDTH`] columns; paragraphs stay paragraphs.
pub(in crate::rust) fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, paragraph) in text.split("\n\n").map(str::trim).filter(|it| !it.is_empty()).enumerate() {
        if index > 0 {
            lines.push(String::new());
        }
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            // Nothing of a spec's texts may open a code block, which would be compiled and run as a test.
            let word: String = word
                .chars()
                .filter(|c| !c.is_control())
                .collect::<String>()
                .replace("```", "'''")
                .replace("~~~", "---");
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
                lines.push(std::mem::take(&mut line));
            }
            if line.is_empty() {
                line.push_str(&at_line_start(&word));
            } else {
                line.push(' ');
                line.push_str(&word);
            }
        }
        lines.push(line);
    }
    lines
}

/// A word that would begin a list, a heading or a quotation where it opens a line.
fn at_line_start(word: &str) -> String {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && matches!(&word[digits..], "." | ")") {
        return format!("{}\\{}", &word[..digits], &word[digits..]);
    }
    let signs = word.chars().all(|c| "-+*=#".contains(c)) || word.starts_with('>');
    if signs { format!("\\{word}") } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_wraps_and_paragraphs_stay() {
        let lines = wrapped(&format!("{}\n\nsecond", "word ".repeat(30)));
        assert_eq!(lines.len(), 4);
        assert!(lines.iter().all(|it| it.chars().count() <= WIDTH));
        assert_eq!(lines[2], "");
    }

    #[test]
    fn no_text_opens_a_code_block() {
        let lines = wrapped("```\n\nstd::process::exit(1);\n\n```\n\n    indented\n\n~~~rust\n\nx");
        assert!(lines.iter().all(|it| !it.contains("```") && !it.contains("~~~") && !it.starts_with(' ')), "{lines:?}");
    }

    #[test]
    fn signs_of_markup_are_escaped_outside_code() {
        assert_eq!(escaped("a <b> [c](d) `<e>[f]`"), "a \\<b\\> \\[c\\](d) `<e>[f]`");
        assert_eq!(escaped("one ` alone <x>"), "one ' alone \\<x\\>");
        assert_eq!(escaped("see https://a.b/c?d=e."), "see <https://a.b/c?d=e>.");
        assert_eq!(escaped("(https://a.b/<c>)"), "(<https://a.b/>\\<c\\>)");
    }

    #[test]
    fn no_line_begins_a_list_or_a_heading() {
        assert_eq!(wrapped("- a"), ["\\- a"]);
        assert_eq!(wrapped("1. a"), ["1\\. a"]);
        assert_eq!(wrapped("# a\n\n> b"), ["\\# a", "", "\\> b"]);
        assert_eq!(wrapped("-1 or 2.5"), ["-1 or 2.5"]);
    }
}
