//! Ports of the loopback interface.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How far a port may be from the wished one.
const RANGE: u16 = 200;
/// 8069 and 8072 are Odoo's own defaults.
const GEVENT_DISTANCE: u16 = 3;
const CONNECT: Duration = Duration::from_secs(1);

/// The two ports of one Odoo: with workers, its evented process listens on the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// Ordinary requests.
    pub http: u16,
    /// What stays open: websockets and streams.
    pub gevent: u16,
}

impl Pair {
    /// Two that are free.
    pub fn any() -> Result<Self> {
        // Both are held until both are known, or the second could be the first.
        let (http, gevent) = (listen()?, listen()?);
        Ok(Self { http: port_of(&http)?, gevent: port_of(&gevent)? })
    }

    /// The wished port, and the next free one at Odoo's usual distance.
    pub fn beside(http: u16) -> Result<Self> {
        let gevent = http.checked_add(GEVENT_DISTANCE).map_or_else(any, free_from)?;
        Ok(Self { http, gevent })
    }

    /// Whether nobody listens on either.
    pub fn is_free(self) -> bool {
        is_free(self.http) && is_free(self.gevent)
    }
}

/// Whether nobody listens there.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() && TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok()
}

/// Whether somebody listens there.
pub fn accepts(port: u16) -> bool {
    TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), CONNECT).is_ok()
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
    port_of(&listen()?)
}

fn listen() -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|source| Error::io("a free port", source))
}

fn port_of(listener: &TcpListener) -> Result<u16> {
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
        assert!(accepts(port));
        assert!(free_from(port).unwrap() > port);
    }

    #[test]
    fn a_pair_is_two_free_ports() {
        let pair = Pair::any().unwrap();
        assert_ne!(pair.http, pair.gevent);
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(Pair::beside(port - GEVENT_DISTANCE).unwrap().gevent, port);
    }
}
