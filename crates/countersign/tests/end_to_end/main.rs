//! The built binary as its users meet it: real sockets, real TLS, and callers that are not ours.

mod articles;
mod callers;
mod commands;
mod drain;
mod evaluating;
mod explaining;
mod hostnames;
mod large_body;
mod place;
mod reload;
mod template_walk;
