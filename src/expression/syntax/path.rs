//! Document paths as written.

/// A name as written.
#[derive(Debug)]
pub(crate) enum NameSyntax {
    /// `price`.
    Plain(Box<str>),
    /// `#p`.
    Placeholder(Box<str>),
}

/// A step into a document as written.
#[derive(Debug)]
pub(crate) enum StepSyntax {
    /// `.name`.
    Member(NameSyntax),
    /// `[0]`.
    Element(usize),
}

/// A document path as written.
#[derive(Debug)]
pub(crate) struct PathSyntax {
    pub(crate) name: NameSyntax,
    pub(crate) steps: Vec<StepSyntax>,
}
