//! `countersign ca crl`: a revocation list of the development CA.

use std::fs;
use std::path::PathBuf;

use certificates::{Certificate, cer, pem};
use clap::Args;

use super::{Authority, failed};
use crate::command::Answer;
use crate::failure::Failure;
use crate::state::{self, State};
use crate::{clock, development};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Write a revocation list that names the given certificates
#[derive(Args)]
pub(super) struct Arguments {
    /// Certificates to revoke; none makes an empty list
    #[arg(value_name = "FILE")]
    revoked: Vec<PathBuf>,
    /// Whose list it is
    #[arg(long, value_enum, default_value_t = Authority::Dev)]
    by: Authority,
    /// Days until the next list is due
    #[arg(long, default_value_t = 30)]
    days: u16,
    /// Where to write it [default: .countersign/ca/AUTHORITY.crl.pem]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn execute(state: &State, arguments: &Arguments) -> Result<Answer, Failure> {
    let authority = arguments.by.open(state)?;
    let revoked = arguments.revoked.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let now = clock::now();
    let next = now.plus_seconds(i64::from(arguments.days) * DAY);
    // The time numbers the lists: later lists have greater numbers, as RFC 5280 wants.
    let number = u64::try_from(now.unix()).unwrap_or_default();
    let list = authority.revocation_list(&revoked.iter().collect::<Vec<_>>(), now, next, number).map_err(failed)?;
    let path = match &arguments.out {
        Some(path) => path.clone(),
        None => state.path(&format!("{}/{}.crl.pem", development::FOLDER, arguments.by.file_stem())),
    };
    state::write_file(&path, pem::write("X509 CRL", &list).as_bytes())?;
    anstream::println!(
        "{} revokes {} certificates until {next}: {}",
        authority.certificate().subject_text(),
        revoked.len(),
        path.display()
    );
    Ok(Answer::Yes)
}

fn read(path: &PathBuf) -> Result<Certificate, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::reading(path, &error))?;
    cer::read(&bytes).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}
