//! The state folder `.countersign/` in the working directory (or where COUNTERSIGN_STATE says): what commands leave for
//! each other.
//!
//! ```text
//! .countersign/
//!   ca/            root-ca.pem valid-client.pem … : the development CA, its server and its clients
//!   demo/          the sample configuration with its certificates
//!   debug-token    what a request must carry in Apim-Debug-Authorization to be traced
//!   decisions.jsonl, traces/   the gateway's last refusals and traces, for `explain` and `trace`
//! ```

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Name of the state folder, unless [`VARIABLE`] names another.
const FOLDER: &str = ".countersign";
/// Environment variable for another state folder, for machines whose working directory cannot be written.
const VARIABLE: &str = "COUNTERSIGN_STATE";

/// File of the debug token.
pub(crate) const DEBUG_TOKEN: &str = "debug-token";

/// The state folder of the working directory.
#[derive(Debug, Clone)]
pub(crate) struct State {
    folder: PathBuf,
}

impl State {
    /// The state folder here, whether it exists or not. Relative, so that what we print can be pasted.
    pub(crate) fn here() -> Self {
        let named = std::env::var_os(VARIABLE).filter(|named| !named.is_empty());
        Self { folder: named.map_or_else(|| PathBuf::from(FOLDER), PathBuf::from) }
    }

    /// The folder itself.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file or folder in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Makes the folder, and keeps it from other users and out of version control: it holds private keys.
    pub(crate) fn create(&self) -> Result<(), Failure> {
        self.write(".gitignore", b"*\n")?;
        #[cfg(unix)]
        {
            let for_this_user: fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            fs::set_permissions(&self.folder, for_this_user).map_err(|error| Failure::writing(&self.folder, &error))?;
        }
        Ok(())
    }

    /// Writes a public file, with the folders above it.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        write_file(&self.path(name), bytes)
    }

    /// Writes a file that only this user may read.
    pub(crate) fn write_private(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        write_private_file(&self.path(name), bytes)
    }
}

/// Writes a file, with the folders above it.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    make_folder_of(path)?;
    fs::write(path, bytes).map_err(|error| Failure::writing(path, &error))
}

/// Writes a file that only this user may read.
pub(crate) fn write_private_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    make_folder_of(path)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        // The mode above is for new files; one that was there may be open to all.
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        file.write_all(bytes)
    });
    written.map_err(|error| Failure::writing(path, &error))
}

fn make_folder_of(path: &Path) -> Result<(), Failure> {
    match path.parent() {
        Some(folder) => fs::create_dir_all(folder).map_err(|error| Failure::writing(folder, &error)),
        None => Ok(()),
    }
}

#[cfg(all(test, unix))]
mod tests;
