//! Operations that a fault is for, as Rust values.

/// Names of operations: one, or several.
pub trait IntoOperations {
    /// The names.
    fn into_operations(self) -> Vec<String>;
}

impl IntoOperations for &str {
    fn into_operations(self) -> Vec<String> {
        vec![self.to_owned()]
    }
}

impl IntoOperations for String {
    fn into_operations(self) -> Vec<String> {
        vec![self]
    }
}

impl<S: Into<String>, const N: usize> IntoOperations for [S; N] {
    fn into_operations(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<S: Into<String>> IntoOperations for Vec<S> {
    fn into_operations(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}
