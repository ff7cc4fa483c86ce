//! Addresses of the service in the cloud, and of servers.

use crate::error::{Error, Result};

/// Where the operations of DynamoDB and those of DynamoDB Streams are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Addresses {
    pub(super) dynamodb: String,
    pub(super) streams: String,
}

impl Addresses {
    /// One server for all.
    ///
    /// # Errors
    /// It is no address of HTTP.
    pub(super) fn of_server(url: &str) -> Result<Self> {
        let given = url;
        let url = url.trim_end_matches('/');
        let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        let is_host = |host: &str| !host.is_empty() && !host.starts_with(['/', ':', '?', '#', '@']);
        match host.is_some_and(is_host) && !url.contains(['?', '#', '@']) && url.parse::<http::Uri>().is_ok()
        {
            true => Ok(Self { dynamodb: url.to_owned(), streams: url.to_owned() }),
            false => Err(Error::validation(no_address(given))),
        }
    }

    /// The service in a region. (AWS General Reference: "Amazon DynamoDB endpoints and quotas")
    ///
    /// # Errors
    /// The name is none that a region can have.
    pub(super) fn of_service(region: &str, fips: bool, dual_stack: bool) -> Result<Self> {
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if region.is_empty() || !region.bytes().all(is_name) {
            return Err(Error::validation(format!("{region} is no region's name")));
        }
        let domain = match region.split('-').next() {
            Some("cn") if dual_stack => "api.amazonwebservices.com.cn",
            Some("cn") => "amazonaws.com.cn",
            _ if dual_stack => "api.aws",
            _ => "amazonaws.com",
        };
        let fips = if fips { "-fips" } else { "" };
        Ok(Self {
            dynamodb: format!("https://dynamodb{fips}.{region}.{domain}"),
            streams: format!("https://streams.dynamodb{fips}.{region}.{domain}"),
        })
    }

    /// Whether the server is reached without TLS, as local ones are.
    pub(super) fn is_plain(&self) -> bool {
        self.dynamodb.starts_with("http://")
    }
}

/// What is said of a text that is no address. A password in it is not repeated.
fn no_address(given: &str) -> String {
    if let Some((_, host)) = given.rsplit_once('@') {
        return format!("The endpoint ...@{host} is no address: credentials are not a part of it");
    }
    let hint = match given {
        "aws" => "`Endpoint::aws()` is the service in the cloud".to_owned(),
        _ if !given.contains("://") && Addresses::of_server(&format!("http://{given}")).is_ok() => {
            format!("is it http://{given}?")
        }
        _ => "it is `http://` or `https://`, a host, and a port if need be".to_owned(),
    };
    format!("The endpoint {given} is no address: {hint}")
}

/// Whether a server can have this address.
///
/// # Errors
/// It is no address of HTTP.
#[cfg(feature = "cli")]
pub(crate) fn checked_address(url: &str) -> Result<()> {
    Addresses::of_server(url).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_servers_are_checked() {
        let server = |url| Addresses::of_server(url).map(|addresses| addresses.dynamodb);
        assert_eq!(server("http://localhost:8000/").as_deref(), Ok("http://localhost:8000"));
        assert_eq!(server("https://[::1]:8000").as_deref(), Ok("https://[::1]:8000"));
        for wrong in [
            "",
            "localhost:8000",
            "ftp://a",
            "http://",
            "http://:80",
            "http://a b",
            "http://a?b",
            "http://u@a",
        ] {
            assert!(server(wrong).unwrap_err().is_validation(), "{wrong}");
        }
        let told = |url| server(url).unwrap_err().to_string();
        assert!(told("localhost:8000").ends_with("is it http://localhost:8000?"));
        assert!(told("http://").contains("The endpoint http:// is no address"));
        assert!(told("aws").ends_with("`Endpoint::aws()` is the service in the cloud"));
        assert!(!told("http://user:secret@host").contains("secret"));
    }

    #[test]
    fn the_service_has_an_address_for_each_region_and_one_for_streams() {
        let service = |region, fips, dual| {
            Addresses::of_service(region, fips, dual).map(|all| (all.dynamodb, all.streams))
        };
        let (dynamodb, streams) = service("ap-northeast-2", false, false).unwrap();
        assert_eq!(dynamodb, "https://dynamodb.ap-northeast-2.amazonaws.com");
        assert_eq!(streams, "https://streams.dynamodb.ap-northeast-2.amazonaws.com");
        assert_eq!(
            service("cn-north-1", false, false).unwrap().0,
            "https://dynamodb.cn-north-1.amazonaws.com.cn"
        );
        assert_eq!(service("us-east-1", true, true).unwrap().0, "https://dynamodb-fips.us-east-1.api.aws");
        assert!(service("us east", false, false).is_err());
        assert!(service("evil.example/", false, false).is_err());
    }
}
