//! The decision about a request.

use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

use super::{
    called::note_access,
    compiled::{Policy, Verdict},
    context::{Context, Work},
    document::PolicyDocument,
    faulted::note_parts,
    request::{ItemAccess, Target},
};
use crate::{
    engine::{Caller, Engine, Feature, NotedPart, PartFaults, Principal, caller},
    error::{Error, Result},
    operation::request::{
        names::bare_table_name,
        table_arn::{TableArn, global_table_arn},
    },
    storage::Table,
    texts,
};

/// What a principal of another account may do where a policy allows it. (Developer guide: DynamoDB API operations
/// supported by resource-based policies)
const CROSS_ACCOUNT: [&str; 24] = [
    "PutItem",
    "GetItem",
    "UpdateItem",
    "DeleteItem",
    "ConditionCheckItem",
    "Query",
    "Scan",
    "SearchVectors",
    "BatchGetItem",
    "BatchWriteItem",
    "DescribeTable",
    "UpdateTable",
    "DeleteTable",
    "TagResource",
    "UntagResource",
    "ListTagsOfResource",
    "PutResourcePolicy",
    "GetResourcePolicy",
    "DeleteResourcePolicy",
    "DescribeStream",
    "GetShardIterator",
    "GetRecords",
    "DescribeTimeToLive",
    "DescribeContinuousBackups",
];

/// What the account may always do with a policy of which something is not enforced: replace it.
const REPAIRS: [&str; 3] = ["PutResourcePolicy", "GetResourcePolicy", "DeleteResourcePolicy"];

/// Notes an access to items, if calls are recorded or traced, checks it, if policies are enforced, and asks which faults it meets.
///
/// # Errors
/// AccessDeniedException, or a fault.
#[inline]
pub(crate) fn authorize<'r>(
    engine: &Engine,
    named: &str,
    access: impl FnOnce() -> ItemAccess<'r>,
) -> Result<()> {
    match engine.is_watched() {
        true => check_watched(engine, named, access),
        false => Ok(()),
    }
}

#[cold]
fn check_watched<'r>(engine: &Engine, named: &str, access: impl FnOnce() -> ItemAccess<'r>) -> Result<()> {
    match Authorizer::if_needed(engine) {
        Some(authorizer) => {
            authorizer.check_access(named, &access())?;
            // Its only part is the whole call.
            meet_faults(Some(&authorizer)).map(drop)
        }
        None => Ok(()),
    }
}

/// The faults that the parts of a request meet, after all of them were checked.
///
/// # Errors
/// The whole request meets one.
pub(crate) fn meet_faults(authorizer: Option<&Authorizer<'_>>) -> Result<PartFaults> {
    match authorizer {
        Some(authorizer) => authorizer.engine.meet_faults(&authorizer.parts.borrow()),
        None => Ok(PartFaults::new()),
    }
}

/// Checks the accesses of one request, and knows which faults they meet. Policies are compiled once.
#[derive(Debug)]
pub(crate) struct Authorizer<'e> {
    engine: &'e Engine,
    caller: Option<Arc<Caller>>,
    root: Principal,
    policies: RefCell<BTreeMap<Holder, Arc<Compiled>>>,
    work: Work,
    parts: RefCell<Vec<NotedPart>>,
}

/// A table by its name, or a stream of it by its label.
type Holder = (String, Option<String>);

/// A resource's policy: compiled, or what of it is not enforced.
type Compiled = Option<Result<Policy, String>>;

/// A resource that a request names.
struct Resource {
    arn: String,
    table: Option<Arc<Table>>,
    /// The table's name and the stream's label of the policy that counts; `None` if the resource can have no policy.
    policy_of: Option<Holder>,
}

impl<'e> Authorizer<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Self {
        let root = Principal::root(&engine.options().account);
        Self {
            engine,
            caller: caller(),
            root,
            policies: RefCell::default(),
            work: Work::default(),
            parts: RefCell::default(),
        }
    }

    /// One for a request, if policies are enforced.
    pub(super) fn if_enforced(engine: &'e Engine) -> Option<Self> {
        engine.enforces_policies().then(|| Self::new(engine))
    }

    /// One for the accesses to items of a request, if policies are enforced, calls recorded or traced, or there are
    /// rules about faults.
    pub(crate) fn if_needed(engine: &'e Engine) -> Option<Self> {
        let features = engine.features();
        let is_needed =
            features.has(Feature::Policies) || features.has(Feature::Faults) || engine.notes_accesses();
        is_needed.then(|| Self::new(engine))
    }

    pub(crate) fn engine(&self) -> &'e Engine {
        self.engine
    }

    fn principal(&self) -> &Principal {
        self.caller.as_ref().map_or(&self.root, |caller| &caller.principal)
    }

    fn is_own(&self) -> bool {
        self.principal().account() == self.engine.options().account
    }

    /// Notes an access to items of a table, and checks it.
    pub(crate) fn check_access(&self, named: &str, access: &ItemAccess<'_>) -> Result<()> {
        if self.engine.notes_accesses() {
            note_access(self.engine, named, access);
        }
        if self.engine.enforces_policies() {
            self.check(Target::Table { named, index: access.index }, access.action, Some(access))?;
        }
        if self.engine.features().has(Feature::Faults) {
            note_parts(self.engine, named, access, &mut self.parts.borrow_mut());
        }
        Ok(())
    }

    /// Begins the part of the request with this number, from 0: those before it that are refused have no access.
    pub(crate) fn begin_part(&self, number: usize) {
        self.parts.borrow_mut().resize_with(number, NotedPart::default);
    }

    /// Checks an action on nothing but the account.
    pub(super) fn check_account(&self, action: &str) -> Result<()> {
        match self.is_own() {
            true => Ok(()),
            false => Err(self.denied(action, "*", &texts::resource::not_allowed(action))),
        }
    }

    /// Checks an action on a resource.
    pub(super) fn check(
        &self,
        target: Target<'_>,
        action: &str,
        access: Option<&ItemAccess<'_>>,
    ) -> Result<()> {
        let resource = self.resource(target);
        let compiled = resource.policy_of.as_ref().map(|of| self.policy(of, resource.table.as_deref()));
        let verdict = match compiled.as_deref() {
            Some(Some(Ok(policy))) => {
                let context = Context {
                    principal: Some(self.principal()),
                    source_ip: self.caller.as_ref().and_then(|caller| caller.source_ip),
                    now_ms: self.engine.clock().now_ms(),
                    region: &self.engine.options().region,
                    table: resource.table.as_deref(),
                    access,
                    work: Some(&self.work),
                };
                let full_action = format!("dynamodb:{action}");
                let verdict = policy.verdict(self.principal(), &full_action, &resource.arn, &context);
                if self.work.is_used_up() {
                    return Err(self.denied(action, &resource.arn, texts::resource::TOO_MUCH_WORK));
                }
                verdict
            }
            Some(Some(Err(_))) if self.is_own() && REPAIRS.contains(&action) => Verdict::Silent,
            Some(Some(Err(what))) => {
                return Err(self.denied(action, &resource.arn, &texts::resource::not_enforceable(what)));
            }
            Some(None) | None => Verdict::Silent,
        };
        match verdict {
            Verdict::Denied => Err(self.denied(action, &resource.arn, texts::resource::EXPLICIT_DENY)),
            Verdict::Allowed if self.is_own() || CROSS_ACCOUNT.contains(&action) => Ok(()),
            // As if an identity-based policy allowed everything.
            Verdict::Silent if self.is_own() => Ok(()),
            Verdict::Allowed | Verdict::Silent => {
                Err(self.denied(action, &resource.arn, &texts::resource::not_allowed(action)))
            }
        }
    }

    fn denied(&self, action: &str, arn: &str, why: &str) -> Error {
        let user = self.principal().arn();
        Error::AccessDenied(texts::resource::not_authorized(user, action, arn, why))
    }

    /// The resource of a name or ARN: what the operation finds by it, whatever else an ARN says.
    fn resource(&self, target: Target<'_>) -> Resource {
        let (name, index, part) = match target {
            Target::GlobalTable { name } => {
                let arn = global_table_arn(&self.engine.options().account, name);
                return Resource { arn, table: None, policy_of: None };
            }
            Target::Table { named, index } => (bare_table_name(named), index, None),
            Target::Part { arn } => match TableArn::parse(arn) {
                Some(TableArn { table, part, .. }) => (table, None, part),
                // No such ARN, which the operation refuses.
                None => (bare_table_name(arn), None, None),
            },
        };
        let table_arn = self.engine.table_arn(name);
        let (arn, policy_of) = match (part, index) {
            (Some((kind, part)), _) => {
                // Backups, exports and imports have no policy.
                let policy_of = (kind == "stream").then(|| (name.to_owned(), Some(part.to_owned())));
                (format!("{table_arn}/{kind}/{part}"), policy_of)
            }
            (None, Some(index)) => (format!("{table_arn}/index/{index}"), Some((name.to_owned(), None))),
            (None, None) => (table_arn, Some((name.to_owned(), None))),
        };
        Resource { arn, table: self.engine.catalog().table(name), policy_of }
    }

    /// The compiled policy of a table or a stream.
    fn policy(&self, of: &Holder, table: Option<&Table>) -> Arc<Compiled> {
        if let Some(known) = self.policies.borrow().get(of) {
            return Arc::clone(known);
        }
        let text = table.and_then(|table| {
            let settings = table.settings();
            let policy = match &of.1 {
                None => settings.resource_policy.as_ref(),
                Some(label) => {
                    let stream = settings.streams().find(|stream| stream.label == *label);
                    stream.and_then(|stream| stream.resource_policy.as_ref())
                }
            };
            policy.map(|policy| policy.policy.clone())
        });
        let compiled = text.map(|text| {
            let document = PolicyDocument::read(&text).map_err(|error| error.message().into_owned())?;
            Policy::compile(&document)
        });
        let compiled = Arc::new(compiled);
        self.policies.borrow_mut().insert(of.clone(), Arc::clone(&compiled));
        compiled
    }
}
