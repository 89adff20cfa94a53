use std::os::unix::fs::PermissionsExt as _;

use super::*;

fn mode(path: &Path) -> u32 {
    path.metadata().expect("it is there").permissions().mode() & 0o777
}

#[test]
fn j6_the_state_folder_and_its_secrets_are_for_this_user_alone() {
    let place = tempfile::tempdir().expect("a folder");
    let state = State { folder: place.path().join(FOLDER) };
    state.create().expect("it can be made");
    assert_eq!(mode(state.folder()), 0o700);
    state.write(DEBUG_TOKEN, b"left by somebody").expect("written");
    fs::set_permissions(state.path(DEBUG_TOKEN), fs::Permissions::from_mode(0o644)).expect("it is ours");
    state.write_private(DEBUG_TOKEN, b"token").expect("written");
    assert_eq!(mode(&state.path(DEBUG_TOKEN)), 0o600);
}
