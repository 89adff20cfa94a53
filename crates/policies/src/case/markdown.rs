//! Headings and fenced blocks of a Markdown document; everything else is prose.

/// A piece of the document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// `# text` or `## text`, with its level.
    Heading { level: usize, text: String },
    /// A fenced block: the words behind the fence, and its lines.
    Block { line: usize, info: String, text: String },
}

/// Takes a document apart. A fence that is not closed ends with the document.
pub(super) fn pieces(document: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines = document.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let body: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            pieces.push(Piece::Block { line: number + 1, info: info.trim().to_owned(), text: body.join("\n") });
        } else if line.starts_with('#') {
            let level = line.len() - line.trim_start_matches('#').len();
            let text = line.get(level..).unwrap_or_default().trim().to_owned();
            pieces.push(Piece::Heading { level, text });
        }
    }
    pieces
}
