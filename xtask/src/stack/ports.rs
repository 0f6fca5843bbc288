//! Ports of the loopback interface.

use std::net::{Ipv4Addr, TcpListener};

use crate::error::{Error, Result};

/// How far a port may be from the wished one.
const RANGE: u16 = 200;

/// Whether nobody listens there.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() && TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok()
}

/// The wished port, or the next free one.
pub fn free_from(wished: u16) -> Result<u16> {
    let last = wished.saturating_add(RANGE);
    (wished..=last)
        .find(|port| is_free(*port))
        .ok_or_else(|| Error::Missing(format!("no port from {wished} to {last} is free")))
}

/// Any free port.
pub fn any() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|source| Error::io("a free port", source))?;
    listener.local_addr().map(|address| address.port()).map_err(|source| Error::io("a free port", source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(!is_free(port));
        assert!(free_from(port).unwrap() > port);
    }
}
