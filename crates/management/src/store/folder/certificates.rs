//! Certificate entities: `certificates/<id>/`.
//!
//! Either `certificateInformation.json` in ARM's shape (with `certificateFile` as our way to name a file beside it), or no
//! JSON at all: one certificate file, with `password.txt` for a PFX and `*.key` for a PEM or CER.

use diagnostics::Diagnostic;
use resources::id::MAX_NAME;
use resources::{Certificate, CertificateContent, Resource};
use secret::Secret;

use super::reading::Reading;
use super::tree::{File, Folder};

const INFORMATION: &str = "certificateInformation.json";
const PASSWORD: &str = "password.txt";

/// How certificate files end.
const CERTIFICATE_ENDS: [&str; 6] = [".pfx", ".p12", ".cer", ".crt", ".der", ".pem"];

/// How files that hold only a private key end.
const KEY_ENDS: [&str; 1] = [".key"];

pub(super) fn certificates(reading: &mut Reading<'_>) -> Vec<Resource<Certificate>> {
    let top = &reading.tree.top;
    let folders = reading.collection(top, "certificates", MAX_NAME);
    folders.into_iter().filter_map(|folder| certificate(reading, folder)).collect()
}

fn certificate(reading: &mut Reading<'_>, folder: &Folder) -> Option<Resource<Certificate>> {
    if folder.files.contains_key(INFORMATION) {
        return reading.resource(folder, INFORMATION, folder.name());
    }
    let file = the_only(reading, folder, &CERTIFICATE_ENDS, "certificate file")?;
    let key = match with_end(folder, &KEY_ENDS).is_empty() {
        true => None,
        false => {
            let file = the_only(reading, folder, &KEY_ENDS, "key file")?;
            Some(Secret::new(reading.bytes(file)?))
        }
    };
    let password = match folder.files.get(PASSWORD) {
        // Editors end files with a line break; it belongs to no password.
        Some(file) => Some(Secret::new(reading.text(file)?.trim_end_matches(['\r', '\n']).to_owned())),
        None => None,
    };
    let bytes = Secret::new(reading.bytes(file)?);
    let content = CertificateContent { origin: file.path.clone(), bytes, key, password };
    let source = diagnostics::Source::withheld(file.path.clone());
    Some(Resource::part_of(folder.name(), source, "", Certificate { content }))
}

fn with_end<'a>(folder: &'a Folder, ends: &[&str]) -> Vec<&'a File> {
    let fits = |name: &str| ends.iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    folder.files.iter().filter(|(name, _)| fits(name)).map(|(_, file)| file).collect()
}

fn the_only<'a>(reading: &mut Reading<'_>, folder: &'a Folder, ends: &[&str], what: &str) -> Option<&'a File> {
    let found = with_end(folder, ends);
    if let [file] = found.as_slice() {
        return Some(file);
    }
    let name = folder.name();
    let diagnostic = match found.len() {
        0 => Diagnostic::error("missing-file", format!("the certificate `{name}` has no {what}")),
        count => {
            Diagnostic::error("ambiguous-files", format!("the certificate `{name}` has {count} {what}s; one is meant"))
        }
    };
    let help = format!("leave one file that ends in {}, or say which in `{INFORMATION}`", ends.join(", "));
    folder.mark_used();
    reading.report(&folder.path, diagnostic.help(help));
    None
}
