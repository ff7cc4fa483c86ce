//! What is not given with an endpoint, found as the AWS tools find it: address, region, credentials.

use std::env;

use aws_config::{
    BehaviorVersion, SdkConfig, profile::ProfileFileCredentialsProvider, provider_config::ProviderConfig,
};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_runtime::env_config::file::EnvConfigFiles as ProfileFiles;
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::{
    os_shim_internal::{Env, Fs},
    region::Region,
    service_config::ServiceConfigKey,
};

use super::{Endpoint, address::Addresses, settings::Secret, tls};
use crate::error::{Error, Result};

/// The region of servers without one.
const USUAL_REGION: &str = "us-east-1";

/// Why there is no connection, if nothing tells the region.
pub(crate) const NO_REGION: &str =
    "no region is known: set AWS_REGION, or name a profile that has one (AWS_PROFILE)";

/// All that a connection needs.
#[derive(Debug)]
pub(super) struct Configuration {
    pub(super) addresses: Addresses,
    pub(super) region: String,
    pub(super) credentials: SharedCredentialsProvider,
    pub(super) http: SharedHttpClient,
}

impl Configuration {
    /// The configuration of an endpoint. For an address without TLS no file is read and no service is asked, unless a
    /// profile is named. It runs on tokio.
    ///
    /// # Errors
    /// An address that is none, or a region that is not to be found.
    pub(super) async fn of(endpoint: &Endpoint) -> Result<Self> {
        if endpoint.credentials.is_none() && endpoint.session_token.is_some() {
            return Err(Error::validation("A session token is one of credentials, which are not given"));
        }
        let url = endpoint.url.clone().or_else(|| named_url(endpoint));
        let addresses = url.as_deref().map(Addresses::of_server).transpose()?;
        match addresses {
            Some(addresses) if addresses.is_plain() && endpoint.profile.is_none() => {
                Ok(Self::plain(endpoint, addresses))
            }
            addresses => Self::loaded(endpoint, addresses).await,
        }
    }

    fn plain(endpoint: &Endpoint, addresses: Addresses) -> Self {
        let region = endpoint.region.clone().or_else(named_region);
        let any = || Secret {
            access_key_id: variable("AWS_ACCESS_KEY_ID").unwrap_or_else(|| "hashrange".to_owned()),
            secret_access_key: variable("AWS_SECRET_ACCESS_KEY").unwrap_or_else(|| "hashrange".to_owned()),
        };
        let credentials = given(endpoint).unwrap_or_else(|| fixed(any(), variable("AWS_SESSION_TOKEN")));
        let region = region.unwrap_or_else(|| USUAL_REGION.to_owned());
        Self { addresses, region, credentials, http: Builder::new().build_http() }
    }

    async fn loaded(endpoint: &Endpoint, addresses: Option<Addresses>) -> Result<Self> {
        let http = tls::client();
        let mut found = aws_config::defaults(BehaviorVersion::latest()).http_client(http.clone());
        if let Some(profile) = &endpoint.profile {
            check_profile(profile).await?;
            found = found.profile_name(profile);
        }
        if let Some(region) = &endpoint.region {
            found = found.region(Region::new(region.clone()));
        }
        let found = found.load().await;
        let region = match found.region() {
            Some(region) => region.to_string(),
            None if addresses.as_ref().is_some_and(Addresses::is_plain) => USUAL_REGION.to_owned(),
            None => return Err(Error::validation(NO_REGION)),
        };
        let addresses = match addresses {
            Some(addresses) => addresses,
            None => addresses_found(endpoint, &found, &region)?,
        };
        let none = || Error::validation("No credentials are given, and none can be looked for");
        let credentials = match (given(endpoint), &endpoint.profile) {
            (Some(given), _) => given,
            (None, Some(profile)) => of_profile(profile, &region, http.clone()),
            (None, None) => found.credentials_provider().ok_or_else(none)?,
        };
        Ok(Self { addresses, region, credentials, http })
    }
}

/// The address in the profile, or the service's.
fn addresses_found(endpoint: &Endpoint, found: &SdkConfig, region: &str) -> Result<Addresses> {
    let of_dynamodb = ServiceConfigKey::builder()
        .service_id("DynamoDB")
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build();
    let named = || {
        let settings = found.service_config()?;
        settings.load_config(of_dynamodb.ok()?).or_else(|| found.endpoint_url().map(str::to_owned))
    };
    if let Some(url) = named().filter(|_| !ignores_named_urls(endpoint)) {
        return Addresses::of_server(&url);
    }
    let (fips, dual_stack) = (found.use_fips(), found.use_dual_stack());
    Addresses::of_service(region, fips.unwrap_or(false), dual_stack.unwrap_or(false))
}

/// That there is such a profile: the loader takes a name that is none for an empty profile.
async fn check_profile(name: &str) -> Result<()> {
    let profiles = aws_config::profile::load(&Fs::real(), &Env::real(), &ProfileFiles::default(), None).await;
    let profiles = profiles
        .map_err(|error| Error::validation(format!("the AWS configuration cannot be read: {error}")))?;
    if profiles.get_profile(name).is_some() {
        return Ok(());
    }
    let mut names: Vec<&str> = profiles.profiles().collect();
    names.sort_unstable();
    let there = if names.is_empty() { String::new() } else { format!("; there are: {}", names.join(", ")) };
    Err(Error::validation(format!("no profile of the AWS configuration files is called {name}{there}")))
}

/// Those of a profile that is named win over those of the environment, as in the AWS CLI.
fn of_profile(name: &str, region: &str, http: SharedHttpClient) -> SharedCredentialsProvider {
    let region = Some(Region::new(region.to_owned()));
    let settings = ProviderConfig::without_region().with_region(region).with_http_client(http);
    let profile = ProfileFileCredentialsProvider::builder().configure(&settings).profile_name(name);
    SharedCredentialsProvider::new(profile.build())
}

fn given(endpoint: &Endpoint) -> Option<SharedCredentialsProvider> {
    Some(fixed(endpoint.credentials.clone()?, endpoint.session_token.clone()))
}

fn fixed(secret: Secret, session_token: Option<String>) -> SharedCredentialsProvider {
    let Secret { access_key_id, secret_access_key } = secret;
    SharedCredentialsProvider::new(Credentials::new(
        access_key_id,
        secret_access_key,
        session_token,
        None,
        "hashrange",
    ))
}

/// The address that the environment names.
fn named_url(endpoint: &Endpoint) -> Option<String> {
    let named = || variable("AWS_ENDPOINT_URL_DYNAMODB").or_else(|| variable("AWS_ENDPOINT_URL"));
    named().filter(|_| !ignores_named_urls(endpoint))
}

fn ignores_named_urls(endpoint: &Endpoint) -> bool {
    let set = || variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
    endpoint.ignores_named_urls || set().is_some_and(|set| set.eq_ignore_ascii_case("true"))
}

fn named_region() -> Option<String> {
    variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION"))
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
