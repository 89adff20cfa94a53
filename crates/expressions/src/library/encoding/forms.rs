//! The encodings themselves.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};

use crate::text::{Text, TextBuilder};

/// The encodings .NET Core has without further packages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Utf8,
    Ascii,
    Latin1,
    Utf16,
    Utf16BigEndian,
    Utf32,
    Utf7,
}

impl Form {
    const ALL: [Self; 7] =
        [Self::Utf8, Self::Ascii, Self::Latin1, Self::Utf16, Self::Utf16BigEndian, Self::Utf32, Self::Utf7];

    /// By any of the names .NET knows for it, in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Some(match name.as_str() {
            "utf-8"
            | "utf8"
            | "unicode-1-1-utf-8"
            | "unicode-2-0-utf-8"
            | "x-unicode-1-1-utf-8"
            | "x-unicode-2-0-utf-8" => Self::Utf8,
            "us-ascii" | "ascii" | "ansi_x3.4-1968" | "ansi_x3.4-1986" | "cp367" | "csascii" | "ibm367"
            | "iso-ir-6" | "iso646-us" | "iso_646.irv:1991" | "us" => Self::Ascii,
            "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "iso_8859-1:1987" | "latin1" | "l1" | "cp819" | "ibm819"
            | "iso-ir-100" | "csisolatin1" => Self::Latin1,
            "utf-16" | "utf-16le" | "ucs-2" | "unicode" | "iso-10646-ucs-2" => Self::Utf16,
            "utf-16be" | "unicodefffe" => Self::Utf16BigEndian,
            "utf-32" | "utf-32le" | "ucs-4" => Self::Utf32,
            "utf-7" | "unicode-1-1-utf-7" | "unicode-2-0-utf-7" | "csunicode11utf7" => Self::Utf7,
            _ => return None,
        })
    }

    pub(super) fn of_code_page(number: i32) -> Option<Self> {
        if number == 0 {
            return Some(Self::Utf8);
        }
        Self::ALL.into_iter().find(|form| form.code_page() == number)
    }

    /// The class of the object that the static property gives.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Utf8 => "System.Text.UTF8Encoding+UTF8EncodingSealed",
            Self::Ascii => "System.Text.ASCIIEncoding+ASCIIEncodingSealed",
            Self::Latin1 => "System.Text.Latin1Encoding",
            Self::Utf16 | Self::Utf16BigEndian => "System.Text.UnicodeEncoding",
            Self::Utf32 => "System.Text.UTF32Encoding",
            Self::Utf7 => "System.Text.UTF7Encoding",
        }
    }

    pub(super) fn code_page(self) -> i32 {
        match self {
            Self::Utf8 => 65_001,
            Self::Ascii => 20_127,
            Self::Latin1 => 28_591,
            Self::Utf16 => 1_200,
            Self::Utf16BigEndian => 1_201,
            Self::Utf32 => 12_000,
            Self::Utf7 => 65_000,
        }
    }

    pub(super) fn web_name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Ascii => "us-ascii",
            Self::Latin1 => "iso-8859-1",
            Self::Utf16 => "utf-16",
            Self::Utf16BigEndian => "utf-16BE",
            Self::Utf32 => "utf-32",
            Self::Utf7 => "utf-7",
        }
    }

    pub(super) fn display_name(self) -> &'static str {
        match self {
            Self::Utf8 => "Unicode (UTF-8)",
            Self::Ascii => "US-ASCII",
            Self::Latin1 => "Western European (ISO)",
            Self::Utf16 => "Unicode",
            Self::Utf16BigEndian => "Unicode (Big-Endian)",
            Self::Utf32 => "Unicode (UTF-32)",
            Self::Utf7 => "Unicode (UTF-7)",
        }
    }

    pub(super) fn preamble(self) -> &'static [u8] {
        match self {
            Self::Utf8 => &[0xef, 0xbb, 0xbf],
            Self::Utf16 => &[0xff, 0xfe],
            Self::Utf16BigEndian => &[0xfe, 0xff],
            Self::Utf32 => &[0xff, 0xfe, 0, 0],
            Self::Ascii | Self::Latin1 | Self::Utf7 => &[],
        }
    }

    pub(super) fn encode(self, text: &Text) -> Vec<u8> {
        match self {
            Self::Utf8 => text.to_str().as_bytes().to_vec(),
            Self::Ascii => text.to_str().chars().flat_map(|character| narrow(character, 0x7f)).collect(),
            Self::Latin1 => text.to_str().chars().flat_map(|character| narrow(character, 0xff)).collect(),
            Self::Utf16 => text.to_str().encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::Utf16BigEndian => text.to_str().encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Self::Utf32 => text.to_str().chars().flat_map(|character| u32::from(character).to_le_bytes()).collect(),
            Self::Utf7 => encode_utf7(text),
        }
    }

    pub(super) fn decode(self, bytes: &[u8]) -> Text {
        match self {
            Self::Utf8 => Text::from(&*String::from_utf8_lossy(bytes)),
            Self::Ascii => bytes
                .iter()
                .map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' })
                .collect::<String>()
                .into(),
            Self::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into(),
            Self::Utf16 => utf16(bytes, u16::from_le_bytes),
            Self::Utf16BigEndian => utf16(bytes, u16::from_be_bytes),
            Self::Utf32 => {
                let mut out = String::new();
                for chunk in bytes.chunks(4) {
                    let code = <[u8; 4]>::try_from(chunk).map(u32::from_le_bytes).ok();
                    out.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
                }
                out.into()
            }
            Self::Utf7 => decode_utf7(bytes),
        }
    }
}

/// One byte for a character, or a question mark for each of its UTF-16 units.
fn narrow(character: char, last: u32) -> Vec<u8> {
    let code = u32::from(character);
    if code <= last { vec![code as u8] } else { vec![b'?'; character.len_utf16()] }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Text {
    let units: Vec<u16> = bytes.chunks(2).map(|chunk| <[u8; 2]>::try_from(chunk).map_or(0xfffd, unit)).collect();
    Text::from(String::from_utf16_lossy(&units))
}

/// Where bytes stop being UTF-8, and the bytes that are to blame.
pub(super) fn first_bad_utf8(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            return Some((at, chunk.invalid()));
        }
    }
    None
}

/// The first half of a surrogate pair that lacks the other.
pub(super) fn first_lone_surrogate(text: &Text) -> Option<(usize, u16)> {
    let mut index = 0;
    for character in char::decode_utf16(text.units()) {
        match character {
            Ok(character) => index += character.len_utf16(),
            Err(lone) => return Some((index, lone.unpaired_surrogate())),
        }
    }
    None
}

/// RFC 2152: what may stand for itself.
fn is_direct(unit: u16) -> bool {
    u8::try_from(unit).is_ok_and(|byte| byte.is_ascii_alphanumeric() || b"'(),-./:? \t\r\n\0".contains(&byte))
}

fn encode_utf7(text: &Text) -> Vec<u8> {
    let units = text.to_units();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        if is_direct(*unit) {
            out.push(*unit as u8);
            at += 1;
        } else if *unit == u16::from(b'+') {
            out.extend(b"+-");
            at += 1;
        } else {
            let run: Vec<u16> = units.iter().skip(at).copied().take_while(|unit| !is_direct(*unit)).collect();
            at += run.len();
            let bytes: Vec<u8> = run.into_iter().flat_map(u16::to_be_bytes).collect();
            out.push(b'+');
            out.extend(STANDARD_NO_PAD.encode(bytes).bytes());
            out.push(b'-');
        }
    }
    out
}

fn decode_utf7(bytes: &[u8]) -> Text {
    let mut out = TextBuilder::new();
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'+' {
            out.push_unit(u16::from(*first));
            continue;
        }
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(byte)).count();
        let (run, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        rest = after.strip_prefix(b"-").unwrap_or(after);
        if run.is_empty() {
            out.push_unit(u16::from(b'+'));
        }
        // Bits left over at the end of a run are padding.
        let bits = run.len() * 6 / 16 * 16;
        let whole = STANDARD_NO_PAD
            .decode(run)
            .or_else(|_| STANDARD_NO_PAD.decode(run.get(..bits.div_ceil(6)).unwrap_or_default()));
        for pair in whole.unwrap_or_default().chunks_exact(2) {
            if let Ok(pair) = <[u8; 2]>::try_from(pair) {
                out.push_unit(u16::from_be_bytes(pair));
            }
        }
    }
    out.finish()
}
