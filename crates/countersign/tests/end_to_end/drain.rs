//! Ctrl-C lets requests in flight finish and then ends.

use crate::callers::{Caller, Tls};
use crate::place::Place;

#[test]
fn an_interrupt_ends_an_idle_gateway_well() {
    let place = Place::prepared();
    let mut gateway = place.run(&place.configuration(""));
    if Caller::Curl(Tls::V13).is_here() {
        let reply = Caller::Curl(Tls::V13).get(&place, &gateway, None, "/protected/validate-using-policy");
        assert_eq!(reply.status, 401);
    }
    gateway.signal("INT");
    assert_eq!(gateway.wait_for_end(), Some(0));
}
