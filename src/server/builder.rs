//! Settings of a server.

use std::{
    hash::{BuildHasher, RandomState},
    io,
    sync::Arc,
};

use tokio::net::TcpListener;

use super::{
    Served, Server, ServerLimits,
    access::Access,
    answer::{Log, Shared},
    answer_memory::AnswerMemory,
    body_memory::BodyMemory,
    databases::{Accounts, Databases},
    signature::Credentials,
};
use crate::{Database, lock::RwLock, storage::Ids};

/// Settings of a [`Server`].
pub struct ServerBuilder {
    address: String,
    shared: Option<Database>,
    credentials: Option<Credentials>,
    access: Access,
    limits: ServerLimits,
    log: Option<Log>,
}

impl std::fmt::Debug for ServerBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerBuilder")
            .field("address", &self.address)
            .field("shared", &self.shared.is_some())
            .field("credentials", &self.credentials)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl ServerBuilder {
    pub(super) fn new() -> Self {
        Self {
            address: "127.0.0.1:8000".to_owned(),
            shared: None,
            credentials: None,
            access: Access::default(),
            limits: ServerLimits::default(),
            log: None,
        }
    }

    /// Where to listen: a name or an address, and a port, 0 for any that is free. `127.0.0.1:8000` unless set.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }

    /// Whether all access keys and regions share one set of tables; each has its own unless set.
    pub fn shared(mut self, shared: bool) -> Self {
        self.shared = shared.then(|| self.shared.unwrap_or_default());
        self
    }

    /// Serves this database, to all access keys and regions: what is written through it is seen by the clients,
    /// and the other way round.
    pub fn database(mut self, database: Database) -> Self {
        self.shared = Some(database);
        self
    }

    /// Takes only requests with a valid signature of these credentials, made within 15 minutes.
    pub fn credentials(mut self, access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.credentials = Some(Credentials { access_key: access_key.into(), secret_key: secret_key.into() });
        self
    }

    /// Lets web pages of this origin (such as `http://localhost:3000`) call, with CORS headers; `*` for all.
    /// Requests of other pages are refused.
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.access.origins.push(origin.into());
        self
    }

    /// Takes requests under this host name; `.example.com` for all names below it, `*` for all.
    ///
    /// `localhost` and IP addresses are always taken, and where the server listens on an address that other
    /// machines can reach, also names without a dot, such as those of containers. Other names are refused,
    /// because a web page could have pointed its own name at this machine.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.access.hosts.push(host.into());
        self
    }

    /// What a client may take of the server, in time, memory and connections.
    pub fn limits(mut self, limits: ServerLimits) -> Self {
        self.limits = limits.bounded();
        self
    }

    /// Is told of every request that was answered.
    pub fn log(mut self, log: impl Fn(&Served<'_>) + Send + Sync + 'static) -> Self {
        self.log = Some(Box::new(log));
        self
    }

    /// Opens the port. Clients can connect from now on; they are answered once the server is run.
    ///
    /// # Errors
    /// The address cannot be resolved or is not free.
    pub async fn bind(self) -> io::Result<Server> {
        let listener = TcpListener::bind(&self.address).await?;
        let address = listener.local_addr()?;
        let databases = match self.shared {
            Some(database) => Databases::Shared(database),
            None => Databases::Separate(RwLock::new(Accounts::default())),
        };
        let shared = Shared {
            databases,
            credentials: self.credentials,
            access: Access { public: Access::is_public(address), ..self.access },
            bodies: Arc::new(BodyMemory::new(&self.limits)),
            answers: Arc::new(AnswerMemory::new(&self.limits)),
            limits: self.limits,
            ids: Ids::new(RandomState::new().hash_one("x-amzn-RequestId")),
            log: self.log,
        };
        Ok(Server { listener, address, shared: Arc::new(shared) })
    }
}
