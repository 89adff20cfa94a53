use super::*;

#[test]
fn the_surface_declares_without_problems() {
    // The library answers for its own types.
    let is_library = |problem: &&String| {
        (problem.starts_with("System.") || problem.starts_with("Newtonsoft.")) && !problem.contains("X509")
    };
    let problems: Vec<&String> = surface().problems().iter().filter(|problem| !is_library(problem)).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}
