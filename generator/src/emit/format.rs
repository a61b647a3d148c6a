//! Formatting: takes tokens or the lines of a macro call, gives text that is the same everywhere.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::Bug;

/// Items as prettyplease prints them.
pub(super) fn items(tokens: TokenStream) -> Result<String, Bug> {
    let file: syn::File = syn::parse2(tokens.clone()).map_err(|error| Bug(format!("not Rust: {error}: {tokens}")))?;
    let printed = prettyplease::unparse(&file);
    // A blank line between items and between the members of an impl, which prettyplease sets close together.
    let mut spaced = String::with_capacity(printed.len());
    let mut previous = "";
    for line in printed.lines() {
        let starts_member = line.starts_with("    ///") || line.starts_with("    #[") || line.starts_with("    pub fn");
        if (starts_member && previous == "    }") || (previous == "}" && !line.is_empty()) {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
        previous = line;
    }
    Ok(spaced)
}

/// Items that were laid out by hand, if they are Rust. (What prettyplease prints is, and is not read again: that costs as much
/// as printing it.)
pub(super) fn checked(text: String) -> Result<String, Bug> {
    match syn::parse_file(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(Bug(format!("not Rust: {error}: {text}"))),
    }
}

/// An identifier.
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Documentation attributes, one a line.
pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {}", printable(line)) });
    quote! { #(#[doc = #lines])* }
}

/// Documentation comments, one a line, each behind an indent.
pub(super) fn doc_comments(lines: &[String], indent: &str) -> String {
    lines
        .iter()
        .map(
            |line| {
                if line.is_empty() { format!("{indent}///\n") } else { format!("{indent}/// {}\n", printable(line)) }
            },
        )
        .collect()
}

/// A string literal; what could hide its reading direction is escaped.
pub(super) fn literal(text: &str) -> String {
    let literal = Literal::string(text).to_string();
    literal.chars().map(|c| if is_hidden(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}

/// Text that stays on its line and is read as it is written: in comments and tables.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_hidden(c) { ' ' } else { c }).collect()
}

/// Characters that end lines or change the direction of reading.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_on_its_line_and_shows_its_direction() {
        let text = "a\npub fn evil() {}\u{202e}\u{2028}\r";
        let comments = doc_comments(&[text.to_owned()], "");
        assert_eq!(comments.lines().count(), 1);
        assert!(!comments.contains('\u{202e}') && !comments.contains('\u{2028}'));
        assert!(literal("\u{202e}").is_ascii());
        assert_eq!(syn::parse_str::<syn::LitStr>(&literal(text)).map(|it| it.value()).ok().as_deref(), Some(text));
    }
}
