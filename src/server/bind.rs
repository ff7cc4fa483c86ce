//! From the settings of a server to its port, or to a service for somebody else's listener.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    io,
    net::SocketAddr,
    sync::Arc,
};

use tokio::net::TcpListener;

#[cfg(feature = "console")]
use super::console::{Console, ControlAccess};
use super::{
    access::Access,
    answer::Shared,
    answer_memory::AnswerMemory,
    body_memory::BodyMemory,
    builder::ServerBuilder,
    control::{Control, ServedPaths, Tokens},
    notice::Notices,
    places::Places,
    serve::Server,
    service::HttpService,
    source::Source,
};
use crate::{
    engine::{Ids, Principal},
    texts,
};

impl ServerBuilder {
    /// Whether requests are sent on to an endpoint.
    #[cfg(feature = "console")]
    fn is_relay(&self) -> bool {
        #[cfg(feature = "cli")]
        let is_relay = self.relay.is_some();
        #[cfg(not(feature = "cli"))]
        let is_relay = false;
        is_relay
    }

    /// How the console's pages reach the control; `None` if there is no console.
    #[cfg(feature = "console")]
    fn console_access(&self) -> Option<ControlAccess> {
        self.console.then(|| match (&self.credentials, &self.control_token) {
            (Some(_), _) => ControlAccess::Signed,
            (None, Some(_)) => ControlAccess::Asked,
            (None, None) if self.control || self.is_relay() => ControlAccess::Open,
            (None, None) => ControlAccess::told(),
        })
    }

    /// Opens the port. Clients can connect from then on; they are answered once the server runs.
    ///
    /// # Errors
    /// The address cannot be resolved or is not free. The ARN of a [principal](Self::principal) is none.
    pub async fn bind(self) -> io::Result<Server> {
        // What is wrong with the settings is said before the port is taken.
        let principals = self.known_principals()?;
        let listener = TcpListener::bind(&self.address).await?;
        let address = listener.local_addr()?;
        let shared = self.into_shared(principals, Some(address));
        Ok(Server { listener, address, shared: Arc::new(shared) })
    }

    /// A service of the crate `tower` instead of a port, for a listener of your own: the settings of the
    /// [address](Self::address), and the limits on connections, have no effect. Names of hosts but `localhost` and IP
    /// addresses must be [allowed](Self::allow_host).
    ///
    /// ```
    /// use hashrange::server::Server;
    ///
    /// let service = Server::builder().service()?;
    /// let app: axum::Router = axum::Router::new().fallback_service(service);
    /// # let _ = app;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// The ARN of a [principal](Self::principal) is none.
    pub fn service(self) -> io::Result<HttpService> {
        let principals = self.known_principals()?;
        Ok(HttpService::new(Arc::new(self.into_shared(principals, None))))
    }

    fn known_principals(&self) -> io::Result<HashMap<String, Principal>> {
        let principal = |(key, arn): &(String, String)| match Principal::parse(arn) {
            Some(principal) => Ok((key.clone(), principal)),
            None => Err(io::Error::new(io::ErrorKind::InvalidInput, texts::resource::no_principal(arn))),
        };
        self.principals.iter().map(principal).collect()
    }

    /// What connections share. `address` is that of the server's own port.
    fn into_shared(self, principals: HashMap<String, Principal>, address: Option<SocketAddr>) -> Shared {
        let (is_controlled, token) = (self.control, self.control_token.clone());
        #[cfg(feature = "console")]
        let console = self.console_access();
        #[cfg(feature = "console")]
        let (is_controlled, token) = match &console {
            // The endpoint has the control, or nobody.
            _ if self.is_relay() => (false, None),
            Some(ControlAccess::Told(told)) => (true, Some(told.clone())),
            console => (is_controlled || console.is_some(), token),
        };
        #[cfg(feature = "console")]
        let console = console.map(|access| {
            let console = Console::new(self.credentials.is_some(), access);
            #[cfg(feature = "cli")]
            let console = console.before(self.relay.as_ref());
            console
        });
        let bodies = Arc::new(BodyMemory::new(&self.limits));
        let mut settings = self.settings;
        if let Some(lasts) = self.transitions {
            if let Source::Given(database) = &self.source {
                database.set_transitions(lasts);
            }
            settings = settings.transitions(lasts);
        }
        if let Some(most) = self.stream_bytes {
            if let Source::Given(database) = &self.source {
                database.set_stream_bytes(most);
            }
            settings = settings.stream_bytes(most);
        }
        let served = ServedPaths { control: is_controlled, metrics: self.metrics };
        let tokens = Tokens { control: token.as_deref(), metrics: self.metrics_token.as_deref() };
        let control = (served.control || served.metrics)
            .then(|| Arc::new(Control::new(served, tokens, settings.clone())));
        let mut databases = self.source.databases(settings, is_controlled);
        if self.metrics {
            databases.count_metrics();
        }
        Shared {
            address: address.map_or(self.address, |address| address.to_string()),
            control,
            #[cfg(feature = "console")]
            console,
            #[cfg(feature = "cli")]
            relay: self.relay,
            databases: Arc::new(databases),
            credentials: self.credentials,
            principals,
            access: Access { public: address.is_some_and(Access::is_public), ..self.access },
            answers: Arc::new(AnswerMemory::new(&self.limits, Arc::clone(&bodies))),
            bodies,
            places: Arc::new(Places::new(&self.limits)),
            limits: self.limits,
            ids: Ids::new(RandomState::new().hash_one("x-amzn-RequestId")),
            log: self.log,
            notices: Notices::new(self.listener),
        }
    }
}
