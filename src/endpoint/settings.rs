//! What an endpoint is reached by.

use std::{fmt, time::Duration};

/// An endpoint that speaks DynamoDB's protocol, and how it is reached: [`Database::connect`](crate::Database::connect).
///
/// ```no_run
/// use hashrange::{Database, Endpoint};
/// use std::time::Duration;
///
/// let aws = Database::connect(Endpoint::aws().region("ap-northeast-2"))?;
/// let local = Database::connect("http://localhost:8000")?;
/// let patient = Endpoint::url("http://localhost:8000").attempts(10).timeout(Duration::from_secs(2));
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "nothing is connected until `Database::connect` has it"]
pub struct Endpoint {
    pub(super) url: Option<String>,
    pub(super) ignores_named_urls: bool,
    pub(super) region: Option<String>,
    pub(super) profile: Option<String>,
    pub(super) credentials: Option<Secret>,
    pub(super) session_token: Option<String>,
    pub(super) attempts: u32,
    pub(super) connect_timeout: Duration,
    pub(super) timeout: Duration,
}

/// Credentials that the program has; they are not shown.
#[derive(Clone)]
pub(super) struct Secret {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
}

/// Without the secret.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let access_key_id = self.credentials.as_ref().map(|secret| &secret.access_key_id);
        f.debug_struct("Endpoint")
            .field("url", &self.url)
            .field("region", &self.region)
            .field("profile", &self.profile)
            .field("access_key_id", &access_key_id)
            .finish_non_exhaustive()
    }
}

impl Endpoint {
    /// The service in the cloud, or the endpoint that the environment or the profile names
    /// (`AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL`). Region and credentials are found as the AWS tools find them:
    /// environment, profiles with SSO or a process, web identity, roles of containers and instances.
    pub fn aws() -> Self {
        Self {
            url: None,
            ignores_named_urls: false,
            region: None,
            profile: None,
            credentials: None,
            session_token: None,
            attempts: 3,
            connect_timeout: Duration::from_millis(3100),
            timeout: Duration::from_secs(30),
        }
    }

    /// The server at this address, such as `http://localhost:8000`.
    ///
    /// Region and credentials are found as by [`aws`](Self::aws). For an address with `http://`, credentials are those of
    /// the environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`) or of a named [profile](Self::profile), and otherwise
    /// ones that any local server takes; without a named profile no file is read, and no service of a cloud is asked.
    pub fn url(url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..Self::aws() }
    }

    /// Ignores the endpoints that the environment and the profile name, as `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` does: with
    /// [`aws`](Self::aws), the service in the cloud is meant, although other programs here use another endpoint.
    pub fn ignore_configured_endpoint_urls(mut self) -> Self {
        self.ignores_named_urls = true;
        self
    }

    /// The region [default: that of the environment or the profile; `us-east-1` for an address with `http://`].
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The profile of the AWS configuration files [default: `AWS_PROFILE`, or `default`]. Its credentials win over those of
    /// the environment.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Credentials that are known, in the place of those that are found.
    pub fn credentials(
        mut self,
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
    ) -> Self {
        let (access_key_id, secret_access_key) = (access_key_id.into(), secret_access_key.into());
        self.credentials = Some(Secret { access_key_id, secret_access_key });
        self
    }

    /// The session token of temporary [`credentials`](Self::credentials). Without those it is an error.
    pub fn session_token(mut self, token: impl Into<String>) -> Self {
        self.session_token = Some(token.into());
        self
    }

    /// How often a request is tried, 3 times unless this is called; at least once. Before an attempt there is a pause with
    /// jitter that doubles, of up to 20 s. What is tried again is what the AWS SDKs try again: throttled requests, errors
    /// of the server and broken connections. Transactions, exports and imports get a client token if they have none, so
    /// that an attempt after a lost answer does nothing a second time; a single write has its condition for that.
    pub fn attempts(mut self, at_most: u32) -> Self {
        self.attempts = at_most.max(1);
        self
    }

    /// How long an attempt may take until its answer is there, 30 s unless this is called.
    pub fn timeout(mut self, each_attempt: Duration) -> Self {
        self.timeout = each_attempt;
        self
    }

    /// How long a connection may take to be made, 3.1 s unless this is called.
    pub fn connect_timeout(mut self, at_most: Duration) -> Self {
        self.connect_timeout = at_most;
        self
    }
}

impl From<&str> for Endpoint {
    fn from(url: &str) -> Self {
        Self::url(url)
    }
}

impl From<String> for Endpoint {
    fn from(url: String) -> Self {
        Self::url(url)
    }
}
