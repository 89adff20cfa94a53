//! Finds the end of an expression: a scan that knows C# brackets, literals, interpolation and comments, and no more.
//!
//! Inside `@(…)` and `@{…}` quotes and angle brackets may stand unescaped, so only this scan can tell where the
//! attribute or element text ends. It runs over characters after entities are decoded: `&quot;` opens a string.

/// Nesting of brackets and interpolation holes. Deeper code is refused; the parser behind would refuse it anyway.
pub const NESTING_MAX: usize = 200;

/// Characters as the scan reads them, one after the other.
pub trait Characters {
    /// The character at the position and the position behind it; `None` at the end.
    fn at(&self, position: usize) -> Option<(char, usize)>;
}

/// Plain text: positions are byte offsets.
impl Characters for &str {
    fn at(&self, position: usize) -> Option<(char, usize)> {
        let character = self.get(position..)?.chars().next()?;
        Some((character, position + character.len_utf8()))
    }
}

/// Why no end was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbalanced {
    /// What is wrong.
    pub kind: UnbalancedKind,
    /// Where the bracket, literal or comment begins that is not closed, or where the wrong bracket stands.
    pub at: usize,
}

/// What is wrong with an expression that has no end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnbalancedKind {
    /// A bracket without its partner.
    Bracket(char),
    /// A closing bracket where another one was due.
    Mismatch {
        /// The bracket due.
        expected: char,
        /// The bracket found.
        found: char,
    },
    /// A string literal without its closing quote.
    Text,
    /// A character literal without its closing quote.
    Character,
    /// A `/*` without `*/`.
    Comment,
    /// More than [`NESTING_MAX`] levels.
    TooDeep,
}

/// A literal of the expression, for those who must know what lies inside quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Literal {
    /// Position of the first character, prefix (`@`, `$`) included.
    pub start: usize,
    /// Position behind the closing quote.
    pub end: usize,
}

/// Scans from the opening bracket at `open` (behind the `@`) and returns the position behind the closing one.
/// `literals` receives every string and character literal.
pub fn scan(text: &impl Characters, open: usize, literals: &mut Vec<Literal>) -> Result<usize, Unbalanced> {
    Scan { text, literals }.brackets(open, 0)
}

struct Scan<'a, C> {
    text: &'a C,
    literals: &'a mut Vec<Literal>,
}

impl<C: Characters> Scan<'_, C> {
    fn peek(&self, position: usize) -> Option<char> {
        self.text.at(position).map(|(character, _)| character)
    }

    /// From an opening bracket to behind its partner. Own stack: depth costs no machine stack.
    fn brackets(&mut self, open: usize, depth: usize) -> Result<usize, Unbalanced> {
        let mut due: Vec<(char, usize)> = Vec::new();
        let mut position = open;
        while let Some((character, next)) = self.text.at(position) {
            let opened_at = position;
            position = match character {
                '(' | '[' | '{' => {
                    if due.len() + depth >= NESTING_MAX {
                        return Err(Unbalanced { kind: UnbalancedKind::TooDeep, at: position });
                    }
                    due.push((closing(character), position));
                    next
                }
                ')' | ']' | '}' => {
                    match due.pop() {
                        Some((expected, _)) if expected == character => {}
                        Some((expected, _)) => {
                            let kind = UnbalancedKind::Mismatch { expected, found: character };
                            return Err(Unbalanced { kind, at: position });
                        }
                        None => return Err(Unbalanced { kind: UnbalancedKind::Bracket(character), at: position }),
                    }
                    if due.is_empty() {
                        return Ok(next);
                    }
                    next
                }
                _ => self.other(character, position, next, depth + due.len())?,
            };
            debug_assert!(position > opened_at, "the scan moves on");
        }
        let (expected, at) = due.pop().unwrap_or((')', open));
        Err(Unbalanced { kind: UnbalancedKind::Bracket(expected), at })
    }

    /// Literals, comments, and everything else by one character.
    fn other(&mut self, character: char, position: usize, next: usize, depth: usize) -> Result<usize, Unbalanced> {
        match (character, self.peek(next)) {
            ('"', _) => self.text_literal(position, next, Flavour { verbatim: false, interpolated: false }, depth),
            ('\'', _) => self.character_literal(position, next),
            ('@' | '$', Some('"')) => {
                let flavour = Flavour { verbatim: character == '@', interpolated: character == '$' };
                self.text_literal(position, self.behind(next), flavour, depth)
            }
            ('@', Some('$')) | ('$', Some('@')) if self.peek(self.behind(next)) == Some('"') => {
                let flavour = Flavour { verbatim: true, interpolated: true };
                let quote = self.behind(next);
                self.text_literal(position, self.behind(quote), flavour, depth)
            }
            ('/', Some('/')) => Ok(self.line_comment(next)),
            ('/', Some('*')) => self.block_comment(position, self.behind(next)),
            _ => Ok(next),
        }
    }

    fn behind(&self, position: usize) -> usize {
        self.text.at(position).map_or(position, |(_, next)| next)
    }

    fn line_comment(&self, mut position: usize) -> usize {
        while let Some((character, next)) = self.text.at(position) {
            if character == '\n' || character == '\r' {
                break;
            }
            position = next;
        }
        position
    }

    fn block_comment(&self, start: usize, mut position: usize) -> Result<usize, Unbalanced> {
        while let Some((character, next)) = self.text.at(position) {
            if character == '*' && self.peek(next) == Some('/') {
                return Ok(self.behind(next));
            }
            position = next;
        }
        Err(Unbalanced { kind: UnbalancedKind::Comment, at: start })
    }

    fn character_literal(&mut self, start: usize, mut position: usize) -> Result<usize, Unbalanced> {
        let unclosed = Unbalanced { kind: UnbalancedKind::Character, at: start };
        while let Some((character, next)) = self.text.at(position) {
            position = match character {
                '\'' => {
                    self.literals.push(Literal { start, end: next });
                    return Ok(next);
                }
                '\\' => self.behind(next),
                '\n' | '\r' => return Err(unclosed),
                _ => next,
            };
        }
        Err(unclosed)
    }

    /// A string literal from behind its opening quote.
    fn text_literal(
        &mut self,
        start: usize,
        mut position: usize,
        flavour: Flavour,
        depth: usize,
    ) -> Result<usize, Unbalanced> {
        let unclosed = Unbalanced { kind: UnbalancedKind::Text, at: start };
        while let Some((character, next)) = self.text.at(position) {
            position = match character {
                '"' if flavour.verbatim && self.peek(next) == Some('"') => self.behind(next),
                '"' => {
                    self.literals.push(Literal { start, end: next });
                    return Ok(next);
                }
                '\\' if !flavour.verbatim => self.behind(next),
                '\n' | '\r' if !flavour.verbatim => return Err(unclosed),
                '{' if flavour.interpolated && self.peek(next) == Some('{') => self.behind(next),
                '{' if flavour.interpolated => {
                    if depth >= NESTING_MAX {
                        return Err(Unbalanced { kind: UnbalancedKind::TooDeep, at: position });
                    }
                    self.brackets(position, depth + 1)?
                }
                _ => next,
            };
        }
        Err(unclosed)
    }
}

/// Kinds of string literal.
#[derive(Clone, Copy)]
struct Flavour {
    verbatim: bool,
    interpolated: bool,
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

#[cfg(test)]
mod tests;
