//! Settings of a server.

use std::time::Duration;

#[cfg(feature = "cli")]
use super::relay::Relay;
use super::{
    access::Access,
    limits::ServerLimits,
    log::{Log, Served},
    notice::{Listener, Notice},
    separate::SeparateBy,
    serve::Server,
    signature::Credentials,
    source::Source,
};
use crate::database::{Database, DatabaseBuilder};

/// Settings of a [`Server`].
pub struct ServerBuilder {
    pub(super) address: String,
    pub(super) source: Source,
    pub(super) settings: DatabaseBuilder,
    pub(super) transitions: Option<Duration>,
    pub(super) stream_bytes: Option<u64>,
    pub(super) credentials: Option<Credentials>,
    pub(super) principals: Vec<(String, String)>,
    pub(super) access: Access,
    pub(super) limits: ServerLimits,
    pub(super) log: Option<Log>,
    pub(super) listener: Option<Listener>,
    pub(super) control: bool,
    pub(super) control_token: Option<String>,
    pub(super) metrics: bool,
    pub(super) metrics_token: Option<String>,
    #[cfg(feature = "console")]
    pub(super) console: bool,
    #[cfg(feature = "cli")]
    pub(super) relay: Option<Relay>,
}

impl std::fmt::Debug for ServerBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerBuilder")
            .field("address", &self.address)
            .field("separate", &matches!(&self.source, Source::Made(by) if !by.is_empty()))
            .field("credentials", &self.credentials)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Server {
    /// Starts to configure a server.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::new()
    }
}

impl ServerBuilder {
    fn new() -> Self {
        Self {
            address: "127.0.0.1:8000".to_owned(),
            source: Source::Made(Vec::new()),
            settings: DatabaseBuilder::default(),
            transitions: None,
            stream_bytes: None,
            credentials: None,
            principals: Vec::new(),
            access: Access::default(),
            limits: ServerLimits::default(),
            log: None,
            listener: None,
            control: false,
            control_token: None,
            metrics: false,
            metrics_token: None,
            #[cfg(feature = "console")]
            console: false,
            #[cfg(feature = "cli")]
            relay: None,
        }
    }

    /// The name or address to listen on, and the port; port 0 takes any free one. `127.0.0.1:8000` unless set.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }

    /// Gives each access key, each region or both tables of their own. Unless set, all share one set of tables.
    ///
    /// Tests that run side by side do not see each other's tables if each uses its own access key. A program that mixes
    /// up two regions fails as it does with the service. A database is created when it is first used. Since any text is
    /// an access key, a database without tables may be dropped once 500 others were used after it. One with tables is
    /// kept, and there may be 100,000 of those.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use hashrange::server::{SeparateBy, Server};
    ///
    /// let server = Server::builder().address("127.0.0.1:0").separate([SeparateBy::AccessKey]).bind().await?;
    /// let mine = server.database("me", "eu-west-1")?;
    /// mine.create_table("users").partition_key("id", hashrange::ScalarAttributeType::S).run()?;
    /// assert_eq!(server.database("me", "us-east-1")?.table_names(), ["users"]);
    /// assert!(server.database("you", "eu-west-1")?.table_names().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn separate(mut self, by: impl IntoIterator<Item = SeparateBy>) -> Self {
        self.source = Source::Made(by.into_iter().collect());
        self
    }

    /// Whether all access keys and regions share one set of tables, which is the default; `shared(false)` is
    /// [`separate`](Self::separate) by both.
    pub fn shared(self, shared: bool) -> Self {
        match (shared, &self.source) {
            (true, Source::Given(_)) => self,
            (true, Source::Made(_)) => self.separate([]),
            (false, _) => self.separate([SeparateBy::AccessKey, SeparateBy::Region]),
        }
    }

    /// Serves this database to all access keys and regions: clients see what is written through it, and it sees what
    /// clients write.
    pub fn database(mut self, database: Database) -> Self {
        self.source = Source::Given(database);
        self
    }

    /// Settings of the databases that the server makes: of the one that all share, or of each
    /// [separate](Self::separate) one, which has its requests' region if regions are separated. A database that is
    /// [passed](Self::database) keeps its own.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use hashrange::{Database, server::{SeparateBy, Server}};
    ///
    /// let settings = Database::builder().account("123456789012").partitions(8);
    /// let server = Server::builder().address("127.0.0.1:0").separate([SeparateBy::Region]);
    /// let server = server.database_settings(settings).bind().await?;
    /// let db = server.database("me", "eu-west-1")?;
    /// let users = db.create_table("users").partition_key("id", hashrange::ScalarAttributeType::S).run()?;
    /// assert_eq!(users.partitions().len(), 8);
    /// assert_eq!(users.describe().table_arn, "arn:aws:dynamodb:eu-west-1:123456789012:table/users");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn database_settings(mut self, settings: DatabaseBuilder) -> Self {
        self.settings = settings;
        self
    }

    /// How long tables and indexes stay in transitional states such as `CREATING`:
    /// [`DatabaseBuilder::transitions`](crate::DatabaseBuilder::transitions), for all databases that are served.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use hashrange::{operation::TableStatus, server::Server};
    /// use std::time::Duration;
    ///
    /// let server = Server::builder().address("127.0.0.1:0").transitions(Duration::from_secs(60)).bind().await?;
    /// let db = server.database("me", "us-east-1")?;
    /// let users = db.create_table("users").partition_key("id", hashrange::ScalarAttributeType::S).run()?;
    /// assert_eq!(users.describe().table_status, Some(TableStatus::Creating));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn transitions(mut self, lasts: Duration) -> Self {
        self.transitions = Some(lasts);
        self
    }

    /// Roughly how many bytes of records the streams of each table keep:
    /// [`DatabaseBuilder::stream_bytes`](crate::DatabaseBuilder::stream_bytes), for all databases that are served.
    pub fn stream_bytes(mut self, most: u64) -> Self {
        self.stream_bytes = Some(most);
        self
    }

    /// Accepts only requests with a valid signature of these credentials, made within 15 minutes.
    pub fn credentials(mut self, access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.credentials = Some(Credentials { access_key: access_key.into(), secret_key: secret_key.into() });
        self
    }

    /// Says who an access key belongs to, by the ARN of a user or role, for databases that
    /// [enforce](crate::DatabaseBuilder::enforce_policies) resource policies. Other access keys are the account's root,
    /// which may do all that no policy denies. Without [`credentials`](Self::credentials) nobody checks that a client has the
    /// key's secret.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use hashrange::{Database, server::Server};
    ///
    /// let server = Server::builder()
    ///     .address("127.0.0.1:0")
    ///     .database_settings(Database::builder().enforce_policies(true))
    ///     .principal("AKIAALICE", "arn:aws:iam::111122223333:user/alice")
    ///     .bind()
    ///     .await?;
    /// # let _ = server;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn principal(mut self, access_key: impl Into<String>, arn: impl Into<String>) -> Self {
        self.principals.push((access_key.into(), arn.into()));
        self
    }

    /// Lets web pages of this origin (such as `http://localhost:3000`) call, with CORS headers; `*` allows all.
    /// Requests from other pages are refused.
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.access.origins.push(origin.into());
        self
    }

    /// Accepts requests under this host name; `.example.com` allows all names below it, `*` all names.
    ///
    /// `localhost` and IP addresses are always accepted. If the server listens on an address that other machines can
    /// reach, names without a dot, such as those of containers, and names below `internal` are accepted too. Other
    /// names are refused, because a web page could have pointed its own name at this machine.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.access.hosts.push(host.into());
        self
    }

    /// What a client may use of the server, in time, memory and connections.
    pub fn limits(mut self, limits: ServerLimits) -> Self {
        self.limits = limits.bounded();
        self
    }

    /// Sets a callback that is called for every answered request.
    pub fn log(mut self, log: impl Fn(&Served<'_>) + Send + Sync + 'static) -> Self {
        self.log = Some(Box::new(log));
        self
    }

    /// Sets a callback for notices to the operator: tables that clients look for under another access key or region.
    /// Each is reported once.
    pub fn notices(mut self, notices: impl Fn(&Notice<'_>) + Send + Sync + 'static) -> Self {
        self.listener = Some(Box::new(notices));
        self
    }

    /// Serves the paths below `/_hashrange/` too, by which tests in other processes hold clock, forks, faults and more in
    /// their hands; `GET /_hashrange/` lists them. They are off unless this switches them on.
    ///
    /// Web pages may call them where they may call the API. Where [credentials](Self::credentials) are set, requests must
    /// be signed with them, or with those of the fork that they are about, or have the
    /// [token](Self::control_token).
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use hashrange::{Clock, Database, server::Server};
    ///
    /// let settings = Database::builder().clock(Clock::manual(std::time::UNIX_EPOCH));
    /// let server = Server::builder().address("127.0.0.1:0").database_settings(settings).control(true).bind().await?;
    /// println!("curl http://{}/_hashrange/clock", server.local_addr());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn control(mut self, is_on: bool) -> Self {
        self.control = is_on;
        self
    }

    /// Refuses control requests that do not have this token (`Authorization: Bearer TOKEN`). Where
    /// [credentials](Self::credentials) are set, a signature by them does as well. It switches nothing on.
    pub fn control_token(mut self, token: impl Into<String>) -> Self {
        self.control_token = Some(token.into());
        self
    }

    /// Counts what the operations on each table come to ([`Database::set_metrics`]), and serves it at `/metrics` in the text
    /// format of Prometheus, under CloudWatch's names. It is off unless this switches it on.
    ///
    /// Where databases are [separate](Self::separate), a request says whose metrics it wants, by `?access-key=KEY` and
    /// `?region=REGION`. The 1,000 tables with the most requests are reported. Where [credentials](Self::credentials) are
    /// set, requests must be signed with them, or have the [token](Self::metrics_token).
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// let server = hashrange::server::Server::builder().address("127.0.0.1:0").metrics(true).bind().await?;
    /// println!("curl http://{}/metrics", server.local_addr());
    /// # Ok::<(), std::io::Error>(())
    /// # })?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn metrics(mut self, is_on: bool) -> Self {
        self.metrics = is_on;
        self
    }

    /// Refuses requests for [metrics](Self::metrics) that do not have this token (`Authorization: Bearer TOKEN`). Where
    /// [credentials](Self::credentials) are set, a signature by them does as well. It opens nothing else, and switches
    /// nothing on.
    pub fn metrics_token(mut self, token: impl Into<String>) -> Self {
        self.metrics_token = Some(token.into());
        self
    }

    /// Serves pages for people at `/console`: tables and items, queries, partitions. They are off unless this switches them
    /// on.
    ///
    /// The pages call the [control](Self::control) too. Where only they are on, it takes requests of theirs alone: they
    /// have a token that is drawn when the port is opened, and that no page of another origin can read. Programs that
    /// reach the server can read it, as they can call the API. Where [credentials](Self::credentials) or a
    /// [token](Self::control_token) are set, the pages ask the person for them.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// let server = hashrange::server::Server::builder().address("127.0.0.1:0").console(true).bind().await?;
    /// println!("http://{}/console", server.local_addr());
    /// # Ok::<(), std::io::Error>(())
    /// # })?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[cfg(feature = "console")]
    pub fn console(mut self, is_on: bool) -> Self {
        self.console = is_on;
        self
    }

    /// Serves the console's pages, and sends their requests on to an endpoint. No database of this process is served.
    #[cfg(feature = "cli")]
    pub(crate) fn relay(mut self, relay: Relay) -> Self {
        self.relay = Some(relay);
        self.console(true)
    }
}
