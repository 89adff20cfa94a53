//! `countersign ca …`: the development CA in `.countersign/ca`, for trying things out. Its keys lie in plain files.

use clap::{Args, Subcommand, ValueEnum};
use dev_ca::{CertificateAuthority, DevCaError};

use super::Answer;
use crate::development;
use crate::failure::Failure;
use crate::state::State;

mod crl;
mod init;
mod issue;

/// Make certificates for development: a CA tree, leaves, revocation lists
#[derive(Args)]
#[command(after_help = "The keys lie in plain files below .countersign/: these certificates protect nothing.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    work: Work,
}

#[derive(Subcommand)]
enum Work {
    Init(init::Arguments),
    Issue(issue::Arguments),
    Crl(crl::Arguments),
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    let state = State::here();
    match &arguments.work {
        Work::Init(arguments) => init::execute(&state, arguments),
        Work::Issue(arguments) => issue::execute(&state, arguments),
        Work::Crl(arguments) => crl::execute(&state, arguments),
    }
}

/// The authorities of the development tree.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Authority {
    /// The root
    Root,
    /// The DEV intermediate, which configurations trust
    Dev,
    /// The TST intermediate, which nobody has uploaded
    Tst,
}

impl Authority {
    fn file_stem(self) -> &'static str {
        match self {
            Self::Root => "root-ca",
            Self::Dev => "dev-intermediate-ca",
            Self::Tst => "tst-intermediate-ca",
        }
    }

    /// Reads it from the state folder; makes the tree if there is none.
    fn open(self, state: &State) -> Result<CertificateAuthority, Failure> {
        development::ensure(state)?;
        development::open_authority(&state.path(development::FOLDER), self.file_stem())
    }
}

/// A development CA's complaint as a command's.
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn failed(error: DevCaError) -> Failure {
    Failure::new(error.to_string())
}
