//! The values of options of `hashrange serve`.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use jiff::{SignedDuration, Timestamp};

use crate::{
    engine::{Clock, Principal},
    texts,
};

/// Parses an access key and the ARN of its principal.
pub(super) fn principal(text: &str) -> Result<(String, String), String> {
    let (access_key, arn) = text.split_once('=').ok_or_else(|| "ACCESS_KEY=ARN".to_owned())?;
    match Principal::parse(arn) {
        Some(_) if !access_key.is_empty() => Ok((access_key.to_owned(), arn.to_owned())),
        Some(_) => Err("an access key in front of the =".to_owned()),
        None => Err(texts::resource::no_principal(arn)),
    }
}

/// Parses the name of a region, which is a part of ARNs and of what requests are signed with.
pub(super) fn region_name(text: &str) -> Result<String, String> {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    match !text.is_empty() && text.len() <= 64 && text.bytes().all(is_part) {
        true => Ok(text.to_owned()),
        false => {
            Err("the name of a Region has small letters, digits and hyphens, as us-east-1 has".to_owned())
        }
    }
}

/// Parses the value of a template's parameter.
pub(super) fn parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, such as Stage=test")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Parses a number of connections.
pub(super) fn connections(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "a number of at least 1".to_owned())
}

/// Parses the kind of a clock.
pub(super) fn clock(text: &str) -> Result<Clock, String> {
    let wrong = || "system, manual, or manual=TIME, such as manual=2026-01-01T00:00:00Z".to_owned();
    match text.split_once('=') {
        None if text == "system" => Ok(Clock::system()),
        None if text == "manual" => Ok(Clock::manual(SystemTime::now())),
        Some(("manual", start)) => {
            let start: Timestamp = start.parse().map_err(|_| wrong())?;
            let since_1970 = Duration::try_from(start.as_duration()).map_err(|_| wrong())?;
            Ok(Clock::manual(UNIX_EPOCH.checked_add(since_1970).ok_or_else(wrong)?))
        }
        _ => Err(wrong()),
    }
}

/// Parses a length of time such as `2s`.
pub(super) fn length_of_time(text: &str) -> Result<Duration, String> {
    let time: Option<SignedDuration> = text.parse().ok();
    time.and_then(|time| Duration::try_from(time).ok())
        .ok_or_else(|| "a length of time such as 500ms, 2s or 1m".to_owned())
}

/// An address that clients on this machine can call: the loopback address if the server listens on all addresses.
pub(super) fn callable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

/// The address of a host and a port.
pub(super) fn address(host: &str, port: u16) -> String {
    if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_to_call_is_one_that_can_be_called() {
        let callable = |address: &str| callable(address.parse().unwrap()).to_string();
        assert_eq!(callable("0.0.0.0:8000"), "127.0.0.1:8000");
        assert_eq!(callable("[::]:8000"), "[::1]:8000");
        assert_eq!(callable("192.168.0.7:8000"), "192.168.0.7:8000");
    }
}
