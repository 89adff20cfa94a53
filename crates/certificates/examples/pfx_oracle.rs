//! Opens every file of an outside collection of PFX files and compares with what each should give.
//!
//! `cargo run -p certificates --example pfx_oracle -- DIRECTORY`, where DIRECTORY holds `01_….pfx` and so on.
//! The collection is not part of this repository; conformance/pfx.md says what it holds and how we stand.
#![allow(clippy::print_stdout, missing_docs)]

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use certificates::{Credential, Material, pfx};
use secret::Secret;

/// What must come out.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Expected {
    Credential,
    /// Opens, or the refusal names the cipher.
    LegacyCipher,
    NoKey,
    Refused(&'static str),
}

fn main() -> ExitCode {
    let Some(directory) = std::env::args().nth(1) else {
        println!("usage: pfx_oracle DIRECTORY (a collection outside of this repository)");
        return ExitCode::from(2);
    };
    let Ok(entries) = std::fs::read_dir(&directory) else {
        println!("{directory} is not there: nothing was tested");
        return ExitCode::from(2);
    };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "pfx"));
    files.sort();
    let mut misses = 0;
    for path in &files {
        let started = Instant::now();
        let (as_expected, outcome) = check(path);
        misses += usize::from(!as_expected);
        let mark = if as_expected { "ok  " } else { "MISS" };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        println!("{mark} {name:34} {:4} ms  {outcome}", started.elapsed().as_millis());
    }
    println!("{} files, {} as expected, {misses} not", files.len(), files.len() - misses);
    ExitCode::from(u8::from(misses > 0))
}

fn check(path: &Path) -> (bool, String) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let number: u32 = name.get(..2).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let bytes = std::fs::read(path).unwrap_or_default();
    let password = match number {
        5 | 6 => Some(""),
        26 => Some("p\u{e4}55w\u{f6}rd\u{20ac}"),
        29 => Some("pw\u{1f600}"),
        31 | 32 => None,
        _ => Some("P@ssw0rd"),
    };
    let password = password.map(|text| Secret::new(text.to_owned()));
    let expected = match number {
        10..=13 => Expected::LegacyCipher,
        30 => Expected::NoKey,
        40 => Expected::Refused("damaged"),
        41 => Expected::Refused("MAC"),
        42 => Expected::Refused("PEM"),
        44 => Expected::Refused("empty"),
        _ => Expected::Credential,
    };
    let outcome = Credential::from_pfx(&bytes, password.as_ref());
    let mut text = match &outcome {
        Ok(credential) => format!("{} + {} above", credential.certificate().subject(), credential.chain().len()),
        Err(error) => error.to_string(),
    };
    let mut as_expected = match expected {
        Expected::Credential => outcome.is_ok(),
        Expected::LegacyCipher => outcome.is_ok() || text.contains("encrypted with"),
        Expected::NoKey => {
            outcome.is_err() && matches!(Material::read(&bytes, password.as_ref()), Ok(Material::PublicOnly { .. }))
        }
        Expected::Refused(word) => outcome.is_err() && text.contains(word),
    };
    // A wrong password must be told from damage for every file that opens with the right one.
    if outcome.is_ok() && number != 32 {
        let wrong = Secret::new("not the password".to_owned());
        let refused = pfx::read(&bytes, Some(&wrong));
        if !matches!(refused, Err(pfx::PfxError::WrongPassword { .. })) {
            as_expected = false;
            text = format!("{text}; with a wrong password: {:?}", refused.err());
        }
    }
    (as_expected, text)
}
