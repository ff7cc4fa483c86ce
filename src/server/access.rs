//! Which web pages and host names may use the server.
//!
//! A web page may send requests to any address that its reader's machine can reach, so also to this server. Browsers
//! send the page's origin (`Origin`) and the name under which they found the server (`Host`). A page whose author
//! points the page's own domain at 127.0.0.1 is recognized by that name.

use std::net::{IpAddr, SocketAddr};

use hyper::header::HeaderValue;

use super::{fault::Fault, head::Head};

/// Which browsers and host names may use the server.
#[derive(Debug, Default)]
pub(super) struct Access {
    /// Host names besides the machine's own; `.example.com` allows all names below it, `*` all names.
    pub(super) hosts: Vec<String>,
    /// Allowed origins of web pages; `*` allows all.
    pub(super) origins: Vec<String>,
    /// Whether other machines can reach the server, under names of their own network.
    pub(super) public: bool,
}

impl Access {
    /// The origin to name in the answer's CORS headers; `None` if the request has none. Fails if the host or the origin
    /// is not allowed.
    pub(super) fn check<'a>(&self, head: &Head<'a>) -> Result<Option<&'a HeaderValue>, Fault> {
        // HTTP/2 sends the name in `:authority`, which hyper puts into the URI.
        let authority = head.parts.uri.authority().map(|authority| authority.as_str().as_bytes());
        let mut hosts = head.host.map(HeaderValue::as_bytes).into_iter().chain(authority);
        if let Some(host) = hosts.find(|host| !self.takes_host(host)) {
            let name = String::from_utf8_lossy(host);
            return Err(Fault::foreign(&format!(
                "The Host '{name}' is not one of this server's: name it with --allow-host if it should be"
            )));
        }
        let Some(origin) = head.origin else { return Ok(None) };
        if self.takes_origin(origin, head) {
            return Ok(Some(origin));
        }
        let name = String::from_utf8_lossy(origin.as_bytes());
        Err(Fault::foreign(&format!(
            "Web pages from '{name}' may not use this server: name it with --allow-origin if they should"
        )))
    }

    fn takes_host(&self, host: &[u8]) -> bool {
        if is_usual_host(host) {
            return true;
        }
        let Ok(host) = std::str::from_utf8(host) else { return false };
        let name = without_port(host);
        let name = name.strip_suffix('.').unwrap_or(name);
        if is_loopback_name(name) || is_address(name) || (self.public && is_network_name(name)) {
            return true;
        }
        self.hosts.iter().any(|allowed| match allowed.strip_prefix('.') {
            Some(domain) => ends_with_domain(name, domain),
            None => allowed == "*" || allowed.eq_ignore_ascii_case(name),
        })
    }

    fn takes_origin(&self, origin: &HeaderValue, head: &Head<'_>) -> bool {
        if head.is_own_origin(origin) {
            return true;
        }
        self.origins
            .iter()
            .any(|allowed| allowed == "*" || allowed.as_bytes().eq_ignore_ascii_case(origin.as_bytes()))
    }

    /// Whether other machines can reach a server at this address.
    pub(super) fn is_public(address: SocketAddr) -> bool {
        !address.ip().is_loopback()
    }
}

/// Whether the host is a usual name of this machine, with or without a port. Nearly all clients send that, and the
/// check is cheaper than parsing the host.
fn is_usual_host(host: &[u8]) -> bool {
    let rest = host.strip_prefix(b"127.0.0.1").or_else(|| host.strip_prefix(b"localhost"));
    rest.is_some_and(|rest| match rest.split_first() {
        None => true,
        Some((colon, port)) => *colon == b':' && port.iter().all(u8::is_ascii_digit),
    })
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // Without brackets, the colons of an IPv6 address do not separate a port.
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) && !bare_v6(host) => name,
        _ => host,
    }
}

fn bare_v6(host: &str) -> bool {
    !host.starts_with('[') && host.matches(':').count() > 1
}

fn is_loopback_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost") || ends_with_domain(name, "localhost")
}

/// A name that only a private network can resolve: one without a dot, as containers have, or one below `internal`, such
/// as `host.docker.internal`. No web page can have such a name, because nobody can register the domain. (ICANN
/// resolution 2024.07.29.06)
fn is_network_name(name: &str) -> bool {
    !name.contains('.') || ends_with_domain(name, "internal")
}

/// Whether the name is an IP address. A page is loaded under an address only if its author controls that address.
fn is_address(name: &str) -> bool {
    let inner = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    inner.parse::<IpAddr>().is_ok()
}

/// Whether the name is below the domain.
fn ends_with_domain(name: &str, domain: &str) -> bool {
    name.len()
        .checked_sub(domain.len())
        .and_then(|length| name.split_at_checked(length))
        .is_some_and(|(below, end)| below.ends_with('.') && end.eq_ignore_ascii_case(domain))
}

#[cfg(test)]
mod tests {
    use hyper::{
        Request,
        header::{HOST, ORIGIN},
    };

    use super::*;

    fn asked(access: &Access, host: &str, origin: Option<&str>) -> bool {
        let mut request = Request::builder().header(HOST, host);
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        access.check(&Head::of(&parts)).is_ok()
    }

    #[test]
    fn the_machines_own_names_and_all_addresses_are_taken() {
        let access = Access::default();
        for host in
            ["localhost", "LOCALHOST:8000", "db.localhost:8000", "127.0.0.1:8000", "[::1]:8000", "10.0.0.7"]
        {
            assert!(asked(&access, host, None), "{host}");
        }
    }

    #[test]
    fn other_names_are_refused() {
        let access = Access::default();
        for host in [
            "evil.example",
            "evil.example:8000",
            "127.0.0.1.evil.example:8000",
            "localhost.evil.example",
            "notlocalhost",
            "",
        ] {
            assert!(!asked(&access, host, None), "{host}");
        }
    }

    #[test]
    fn names_can_be_allowed_alone_with_all_below_or_all() {
        let access = Access { hosts: vec!["db.test".into(), ".corp.example".into()], ..Access::default() };
        assert!(asked(&access, "DB.test:8000", None));
        assert!(asked(&access, "a.b.corp.example", None));
        assert!(!asked(&access, "x.db.test", None));
        assert!(!asked(&access, "evilcorp.example", None));
        assert!(asked(&Access { hosts: vec!["*".into()], ..Access::default() }, "evil.example", None));
    }

    #[test]
    fn a_server_of_a_network_is_found_under_the_networks_own_names() {
        let access = Access { public: true, ..Access::default() };
        for host in ["dynamodb:8000", "host.docker.internal:8000", "HOST.CONTAINERS.INTERNAL"] {
            assert!(asked(&access, host, None), "{host}");
            assert!(!asked(&Access::default(), host, None), "{host}");
        }
        for host in ["evil.example:8000", "docker.internal.evil.example", "hostinternal.example"] {
            assert!(!asked(&access, host, None), "{host}");
        }
    }

    #[test]
    fn pages_of_other_origins_are_refused_unless_allowed() {
        let access = Access { origins: vec!["http://localhost:3000".into()], ..Access::default() };
        assert!(asked(&access, "localhost:8000", Some("http://localhost:3000")));
        assert!(!asked(&access, "localhost:8000", Some("http://localhost:3001")));
        assert!(!asked(&access, "localhost:8000", Some("https://evil.example")));
        assert!(!asked(&access, "localhost:8000", Some("null")));
    }

    #[test]
    fn the_servers_own_pages_may_call_it() {
        assert!(asked(&Access::default(), "localhost:8000", Some("http://localhost:8000")));
        assert!(!asked(&Access::default(), "evil.example:8000", Some("http://evil.example:8000")));
    }
}
