//! Where requests go: an address that is read and resolved once.

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::Uri;
use hyper::header::HeaderValue;
use rustls::pki_types::ServerName;
use tokio_rustls::TlsConnector;

use super::tls;
use crate::error::{Error, IoContext, Result};

/// A server, and the path that all requests begin with.
pub struct Target {
    /// The header `Host`.
    pub(crate) host: HeaderValue,
    pub(super) addresses: Vec<SocketAddr>,
    pub(super) tls: Option<(TlsConnector, ServerName<'static>)>,
    path: String,
}

impl Target {
    /// Reads and resolves `url`. `https` wants `insecure`: certificates are not checked here.
    ///
    /// # Errors
    /// When it is no address of a server, or its name has no address.
    pub async fn resolve(url: &str, insecure: bool) -> Result<Arc<Self>> {
        let wrong = |reason| Error::Url { url: url.to_owned(), reason };
        let uri: Uri = url.parse().map_err(|_| wrong("not an address"))?;
        let secure = match uri.scheme_str() {
            Some("http") => false,
            Some("https") if insecure => true,
            Some("https") => return Err(wrong("certificates are not checked here: say --insecure")),
            _ => return Err(wrong("not an http or https address")),
        };
        let authority = uri.authority().ok_or_else(|| wrong("no host"))?;
        if authority.as_str().contains('@') {
            return Err(wrong("a user name does not belong here"));
        }
        let name = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let addresses = tokio::net::lookup_host((name.as_str(), port)).await.doing(url)?.collect();
        let tls = if secure {
            let name = ServerName::try_from(name).map_err(|_| wrong("not a host name"))?;
            Some((tls::connector()?, name))
        } else {
            None
        };
        let host = HeaderValue::from_str(authority.as_str()).map_err(|_| Error::Header("the host"))?;
        Ok(Arc::new(Self { host, addresses, tls, path: uri.path().trim_end_matches('/').to_owned() }))
    }

    /// The path of a request below the address.
    pub fn path(&self, rest: &str) -> String {
        format!("{}{rest}", self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_keeps_its_path_and_port() {
        let target = Target::resolve("http://127.0.0.1:81/odoo/", false).await.unwrap();
        assert_eq!(target.path("/web"), "/odoo/web");
        assert_eq!(target.host, "127.0.0.1:81");
        assert_eq!(target.addresses, [SocketAddr::from(([127, 0, 0, 1], 81))]);
    }

    #[tokio::test]
    async fn https_must_be_asked_for_as_it_is() {
        assert!(Target::resolve("https://127.0.0.1", false).await.is_err());
        assert!(Target::resolve("https://127.0.0.1", true).await.unwrap().tls.is_some());
        for url in ["127.0.0.1:80", "ftp://127.0.0.1", "http://a@127.0.0.1", "/web"] {
            assert!(Target::resolve(url, true).await.is_err(), "{url}");
        }
    }
}
