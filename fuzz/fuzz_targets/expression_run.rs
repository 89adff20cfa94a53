//! An expression that compiles, run within small limits: no panic, no bound overrun.
#![no_main]

use countersign_fuzz::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| run(source));
