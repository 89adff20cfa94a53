//! `countersign ca init`: the development CA, without the demo.

use clap::Args;

use crate::command::Answer;
use crate::failure::Failure;
use crate::state::State;
use crate::{clock, development};

/// Make the development CA tree in .countersign/ca, or keep a good one
#[derive(Args)]
pub(super) struct Arguments {
    /// Make it anew even if there is a good one: every certificate changes
    #[arg(long)]
    force: bool,
}

pub(super) fn execute(state: &State, arguments: &Arguments) -> Result<Answer, Failure> {
    let made = match arguments.force {
        true => development::make(state, clock::now()).map(|()| true)?,
        false => development::ensure(state)?,
    };
    let folder = state.path(development::FOLDER);
    let word = if made { "made" } else { "still good, kept" };
    anstream::println!("development CA {word}: {}", folder.display());
    anstream::println!("trust its root with {}", folder.join("root-ca.pem").display());
    anstream::println!("PFX files open with the password `{}`", development::PFX_PASSWORD);
    Ok(Answer::Yes)
}
