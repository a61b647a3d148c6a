//! Media types: takes a name, tells what kind of content it stands for.

/// Whether content of a media type is bytes that are no text, whatever a schema of type `string` says: an image, a sound, an
/// archive.
pub(crate) fn is_binary(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.split_once('/') {
        Some(("audio" | "font" | "video", _)) => true,
        // Some are written in XML.
        Some(("image", name)) => !name.ends_with("+xml"),
        Some(("application", name)) => matches!(name, "gzip" | "octet-stream" | "pdf" | "x-tar" | "zip" | "zstd"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_binary;

    #[test]
    fn images_sounds_and_archives_are_bytes() {
        for bytes in ["image/png", "Image/*", "audio/mpeg; rate=1", "application/pdf", "application/octet-stream"] {
            assert!(is_binary(bytes), "{bytes}");
        }
        for text in ["image/svg+xml", "text/plain", "application/json", "application/jwt", "*/*", "audio", ""] {
            assert!(!is_binary(text), "{text}");
        }
    }
}
