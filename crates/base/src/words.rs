//! Closed lists of words that are stored and sent: [`words!`](crate::words!).

/// Enumerations whose variants each have one stored word: `as_str`, `parse`, `ALL`, `Display` and serde by the word.
///
/// ```
/// coloa_base::words! {
///     /// Where a document stands.
///     pub enum Stage { Draft = "draft", Issued = "issued" }
/// }
/// assert_eq!(Stage::parse("issued"), Some(Stage::Issued));
/// ```
#[macro_export]
macro_rules! words {
    ($($(#[$doc:meta])* $vis:vis enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, $crate::words::Serialize, $crate::words::Deserialize)]
        #[serde(crate = "coloa_base::words::serde")]
        $vis enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }
        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stored word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
            /// `None` for a word that is none of these.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.as_str() == text)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}

#[doc(hidden)]
pub use serde::{self, Deserialize, Serialize};
