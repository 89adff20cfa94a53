//! PKCS#12 files as they occur in the wild: which must open, which must be refused with a reason.

use std::path::Path;
use std::process::Command;

use crate::step::say;

/// Password of most files; the others by the number their name begins with.
const PASSWORD: &str = "P@ssw0rd";
const PASSWORDS: [(&str, &str); 6] =
    [("05", ""), ("06", ""), ("26", "pä55wörd€"), ("29", "pw😀"), ("31", ""), ("32", "")];
/// Damaged on purpose. (42 is PEM under a wrong name: it opens as what it is.)
const DAMAGED: [&str; 3] = ["40", "41", "44"];
/// Ciphers so old that a refusal which names them is as good as opening.
const MAY_REFUSE: [&str; 4] = ["10", "11", "12", "13"];

/// Opens every `.pfx` of the folder.
pub(super) fn run(binary: &Path, folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".pfx"));
    names.sort();
    let mut wrong = 0;
    for name in &names {
        let number = name.get(..2).unwrap_or_default();
        let password = PASSWORDS.iter().find(|(of, _)| *of == number).map_or(PASSWORD, |(_, password)| password);
        let output =
            Command::new(binary).args(["cert", "show", "--password", password]).arg(folder.join(name)).output();
        let (opened, said) = match &output {
            Ok(output) => (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()),
            Err(error) => (false, error.to_string()),
        };
        let right = opened != DAMAGED.contains(&number) || (MAY_REFUSE.contains(&number) && !opened);
        if !right {
            wrong += 1;
        }
        let mark = if right { "✓" } else { "✗" };
        say(&format!("{mark} {name:<34} {}\n", if opened { "opened" } else { said.trim() }));
    }
    say(&format!("pfx: {} of {} as expected\n", names.len() - wrong, names.len()));
    wrong == 0 && !names.is_empty()
}
