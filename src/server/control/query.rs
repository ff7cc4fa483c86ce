//! The query of a control request.

use std::ops::RangeInclusive;

use super::{
    super::presigned::{decoded, pairs},
    refusal::Refusal,
};

/// Parameters by name, decoded, of which some were taken already.
#[derive(Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// A parameter is there twice.
    pub(super) fn read(query: Option<&str>) -> Result<Self, Refusal> {
        let mut read: Vec<(String, String)> = Vec::new();
        for (name, value) in pairs(query.unwrap_or_default()) {
            let (name, value) = (decoded(name).into_owned(), decoded(value).into_owned());
            if read.iter().any(|(other, _)| *other == name) {
                return Err(Refusal::bad_request(format!("The query has the parameter '{name}' twice")));
            }
            read.push((name, value));
        }
        Ok(Self(read))
    }

    /// Takes a parameter that need not be there.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(other, _)| other == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// Takes a parameter that must be there.
    pub(super) fn need(&mut self, name: &str) -> Result<String, Refusal> {
        self.take(name).ok_or_else(|| Refusal::bad_request(format!("The query needs the parameter '{name}'")))
    }

    /// Fails if a parameter is left that nobody took.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => {
                Err(Refusal::bad_request(format!("The query has an unknown parameter '{name}'")))
            }
        }
    }
}

/// A number in a parameter, which has these bounds.
pub(super) fn number(text: &str, name: &str, bounds: RangeInclusive<usize>) -> Result<usize, Refusal> {
    text.parse().ok().filter(|number| bounds.contains(number)).ok_or_else(|| out_of(name, &bounds))
}

/// The refusal of a number that is out of its bounds.
pub(super) fn out_of(name: &str, bounds: &RangeInclusive<usize>) -> Refusal {
    let most = match *bounds.end() {
        usize::MAX => "or more".to_owned(),
        most => format!("to {most}"),
    };
    Refusal::bad_request(format!("'{name}' is a number: {} {most}", bounds.start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_and_taken_once() {
        let mut query = Query::read(Some("table=a%2Fb&key=%EC%86%8C&x")).unwrap();
        assert_eq!(query.need("table").unwrap(), "a/b");
        assert_eq!(query.take("key").as_deref(), Some("소"));
        assert!(query.need("key").is_err());
        assert!(query.finish().unwrap_err().message.contains("'x'"));
    }

    #[test]
    fn numbers_have_bounds() {
        assert_eq!(number("10", "keys", 1..=10), Ok(10));
        for text in ["0", "11", "-1", "", "1.5", "99999999999999999999999"] {
            assert_eq!(number(text, "keys", 1..=10).unwrap_err().message, "'keys' is a number: 1 to 10");
        }
    }

    #[test]
    fn what_comes_twice_is_refused() {
        assert!(Query::read(Some("a=1&%61=2")).is_err());
        assert!(Query::read(None).unwrap().finish().is_ok());
    }
}
