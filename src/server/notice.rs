//! Notices for the operator of a server.

use std::{collections::HashSet, fmt};

use crate::sync::Mutex;

/// A notice for the operator of a server: why a client may not get what it asks for. `Display` writes one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// A client did not find a table that exists under another access key or region; see
    /// [`ServerBuilder::separate`](super::builder::ServerBuilder::separate).
    TableElsewhere {
        /// The table's name.
        table: &'a str,
        /// The access key of the request.
        access_key: &'a str,
        /// The region of the request.
        region: &'a str,
        /// The access key that has the table; empty if access keys share their tables.
        owner_access_key: &'a str,
        /// The region that has the table; empty if regions share their tables.
        owner_region: &'a str,
    },
}

impl fmt::Display for Notice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::TableElsewhere { table, access_key, region, owner_access_key, owner_region } = self;
        // Any text is an access key, even one with escape sequences for terminals.
        let (access_key, owner_access_key) = (access_key.escape_debug(), owner_access_key.escape_debug());
        write!(f, "access key {access_key} has no table {table} in {region}, but ")?;
        match (owner_access_key.clone().next().is_some(), owner_region.is_empty()) {
            (true, false) => write!(f, "access key {owner_access_key} has one in {owner_region}"),
            (true, true) => write!(f, "access key {owner_access_key} has one"),
            _ => write!(f, "there is one in {owner_region}"),
        }
    }
}

/// The callback that receives notices.
pub(super) type Listener = Box<dyn Fn(&Notice<'_>) + Send + Sync>;

/// How many notices are remembered, so that each is reported once. When there are more, all are forgotten and may be
/// reported again.
const REMEMBERED: usize = 1000;

/// Reports each notice once.
#[derive(Default)]
pub(super) struct Notices {
    listener: Option<Listener>,
    reported: Mutex<HashSet<String>>,
}

impl Notices {
    pub(super) fn new(listener: Option<Listener>) -> Self {
        Self { listener, reported: Mutex::default() }
    }

    /// Whether there is a callback; if not, notices need not be computed.
    pub(super) fn are_wanted(&self) -> bool {
        self.listener.is_some()
    }

    /// Reports a notice, unless it was reported before.
    pub(super) fn tell(&self, notice: &Notice<'_>) {
        let Some(listener) = &self.listener else { return };
        let mut reported = self.reported.lock();
        if reported.len() >= REMEMBERED {
            reported.clear();
        }
        if reported.insert(notice.to_string()) {
            drop(reported);
            listener(notice);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn listening() -> (Notices, Arc<Mutex<Vec<String>>>) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = Arc::clone(&heard);
        (Notices::new(Some(Box::new(move |notice| ear.lock().push(notice.to_string())))), heard)
    }

    #[test]
    fn each_is_reported_once() {
        let (notices, heard) = listening();
        let of = |table: &'static str| Notice::TableElsewhere {
            table,
            access_key: "me",
            region: "us-east-1",
            owner_access_key: "you",
            owner_region: "",
        };
        let (likes, users) = (of("likes"), of("users"));
        [&likes, &users, &likes].into_iter().for_each(|notice| notices.tell(notice));
        assert_eq!(*heard.lock(), [likes.to_string(), users.to_string()]);
    }

    #[test]
    fn what_was_reported_does_not_grow_without_end() {
        let (notices, heard) = listening();
        for number in 0..=REMEMBERED * 2 {
            let region = &number.to_string();
            let (table, access_key, owner_access_key, owner_region) = ("likes", "me", "you", "");
            let notice = Notice::TableElsewhere { table, access_key, region, owner_access_key, owner_region };
            notices.tell(&notice);
        }
        assert_eq!(heard.lock().len(), REMEMBERED * 2 + 1);
        assert!(notices.reported.lock().len() <= REMEMBERED);
    }

    #[test]
    fn it_is_said_who_has_a_table_where() {
        let said = |owner_access_key, owner_region| {
            let (access_key, region) = ("a\u{9b}b", "us-east-1");
            Notice::TableElsewhere { table: "likes", access_key, region, owner_access_key, owner_region }
                .to_string()
        };
        let asked = "access key a\\u{9b}b has no table likes in us-east-1, but ";
        assert_eq!(said("me", "eu-west-1"), format!("{asked}access key me has one in eu-west-1"));
        assert_eq!(said("me", ""), format!("{asked}access key me has one"));
        assert_eq!(said("", "eu-west-1"), format!("{asked}there is one in eu-west-1"));
    }
}
