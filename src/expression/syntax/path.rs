//! Document paths as they are written.

/// A name as it is written.
#[derive(Debug)]
pub(crate) enum NameSyntax {
    /// `price`.
    Plain(Box<str>),
    /// `#p`.
    Placeholder(Box<str>),
}

/// A step into a document as it is written.
#[derive(Debug)]
pub(crate) enum StepSyntax {
    /// `.name`.
    Member(NameSyntax),
    /// `[0]`.
    Element(usize),
}

/// A document path as it is written.
#[derive(Debug)]
pub(crate) struct PathSyntax {
    pub(crate) name: NameSyntax,
    pub(crate) steps: Vec<StepSyntax>,
}
