//! A text made of pieces of another text, which knows for every byte where it came from.

use diagnostics::Span;

/// A derived text (named values replaced, entities decoded, comments cut out) with the way back to the origin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapped {
    text: String,
    pieces: Vec<Piece>,
}

/// A run of the derived text. Pieces are in order of `at`, the first begins at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// First byte in the derived text.
    at: usize,
    /// What it stands for in the origin.
    origin: Span,
    /// How the bytes correspond.
    kind: PieceKind,
}

/// How the bytes of a piece correspond to the origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    /// Byte for byte.
    Same,
    /// All of it stands for all of the origin span: a decoded entity.
    Decoded,
    /// As `Decoded`, but pasted from a named value: text that the document's writer did not write.
    Pasted,
}

impl Mapped {
    /// A text that is its own origin.
    pub fn original(text: &str) -> Self {
        let origin = Span::new(0, text.len());
        Self { text: text.to_owned(), pieces: vec![Piece { at: 0, origin, kind: PieceKind::Same }] }
    }

    /// The derived text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a range of the derived text was written.
    pub fn origin(&self, start: usize, end: usize) -> Span {
        let first = self.piece_at(start).map_or(0, |piece| match piece.kind {
            PieceKind::Same => (piece.origin.start + (start - piece.at)).min(piece.origin.end),
            PieceKind::Decoded | PieceKind::Pasted => piece.origin.start,
        });
        if end <= start {
            return Span::new(first, first);
        }
        let last = self.piece_at(end - 1).map_or(first, |piece| match piece.kind {
            PieceKind::Same => (piece.origin.start + (end - piece.at)).min(piece.origin.end),
            PieceKind::Decoded | PieceKind::Pasted => piece.origin.end,
        });
        Span::new(first, last)
    }

    /// Where the whole text was written.
    pub fn span(&self) -> Span {
        self.origin(0, self.text.len())
    }

    /// The named-value reference that pasted this byte, if one did.
    pub fn pasted_by(&self, at: usize) -> Option<Span> {
        self.piece_at(at).filter(|piece| piece.kind == PieceKind::Pasted).map(|piece| piece.origin)
    }

    /// A part of this text, with its ways back.
    pub fn slice(&self, start: usize, end: usize) -> Self {
        let mut part = Self::default();
        part.append_slice(self, start, end);
        if part.pieces.is_empty() {
            part.pieces.push(Piece { at: 0, origin: self.origin(start, start), kind: PieceKind::Same });
        }
        part
    }

    /// This text without white space around it.
    pub fn trimmed(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len().max(start);
        self.slice(start, end)
    }

    /// Appends a part of another text, keeping that text's ways back.
    pub fn append_slice(&mut self, other: &Self, start: usize, end: usize) {
        let Some(text) = other.text.get(start..end) else { return };
        let first = other.pieces.partition_point(|piece| piece.at <= start).saturating_sub(1);
        for (index, piece) in other.pieces.iter().enumerate().skip(first) {
            if piece.at >= end {
                break;
            }
            let next_at = other.pieces.get(index + 1).map_or(other.text.len(), |next| next.at);
            let from = piece.at.max(start);
            if next_at <= from {
                continue;
            }
            let origin = match piece.kind {
                PieceKind::Same => {
                    let origin_start = piece.origin.start + (from - piece.at);
                    Span::new(origin_start, origin_start + (next_at.min(end) - from))
                }
                PieceKind::Decoded | PieceKind::Pasted => piece.origin,
            };
            self.pieces.push(Piece { at: self.text.len() + (from - start), origin, kind: piece.kind });
        }
        self.text.push_str(text);
    }

    /// Appends a character that an entity at `start..end` of `other` stands for.
    pub fn append_decoded(&mut self, other: &Self, start: usize, end: usize, character: char) {
        let kind = if other.pasted_by(start).is_some() { PieceKind::Pasted } else { PieceKind::Decoded };
        self.pieces.push(Piece { at: self.text.len(), origin: other.origin(start, end), kind });
        self.text.push(character);
    }

    /// Appends the text of a named value whose reference stands at `reference`.
    pub fn append_pasted(&mut self, text: &str, reference: Span) {
        if !text.is_empty() {
            self.pieces.push(Piece { at: self.text.len(), origin: reference, kind: PieceKind::Pasted });
            self.text.push_str(text);
        }
    }

    fn piece_at(&self, at: usize) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.at <= at).checked_sub(1)?;
        self.pieces.get(index)
    }
}

#[cfg(test)]
mod tests;
