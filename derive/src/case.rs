//! The spellings of names.

use syn::{Error, LitStr, Result};

/// How `rename_all` spells the attributes of fields.
#[derive(Clone, Copy)]
pub(crate) enum Case {
    Lower,
    Upper,
    Camel,
    Pascal,
    Snake,
    ScreamingSnake,
    Kebab,
}

const CASES: [(&str, Case); 7] = [
    ("lowercase", Case::Lower),
    ("UPPERCASE", Case::Upper),
    ("camelCase", Case::Camel),
    ("PascalCase", Case::Pascal),
    ("snake_case", Case::Snake),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
];

impl Case {
    pub(crate) fn read(literal: &LitStr) -> Result<Self> {
        let spelled = literal.value();
        CASES.iter().find(|(name, _)| *name == spelled).map(|(_, case)| *case).ok_or_else(|| {
            let names: Vec<String> = CASES.iter().map(|(name, _)| format!("\"{name}\"")).collect();
            Error::new(literal.span(), format!("write one of {}", names.join(", ")))
        })
    }

    /// A field's name, which is in `snake_case`, in this case.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Self::Lower | Self::Snake => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_uppercase(),
            Self::Kebab => field.replace('_', "-"),
            Self::Pascal => field.split('_').map(capitalized).collect(),
            Self::Camel => {
                let mut words = field.split('_').filter(|word| !word.is_empty());
                let first = words.next().unwrap_or_default().to_lowercase();
                std::iter::once(first).chain(words.map(capitalized)).collect()
            }
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_serde_spells_them() {
        let spelled = |case: Case| case.apply("added_at");
        assert_eq!(spelled(Case::Camel), "addedAt");
        assert_eq!(spelled(Case::Pascal), "AddedAt");
        assert_eq!(spelled(Case::Kebab), "added-at");
        assert_eq!(spelled(Case::ScreamingSnake), "ADDED_AT");
        assert_eq!(spelled(Case::Upper), "ADDED_AT");
        assert_eq!(spelled(Case::Lower), "added_at");
    }
}
