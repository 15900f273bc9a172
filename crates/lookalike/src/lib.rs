//! Is this name an official one, does it look like one, or is nothing known about it?
//!
//! A citizen asks about a link, a domain, an e-mail address or a handle. A [`Register`] of organisations and their domains
//! answers: [`Outcome::Official`], [`Outcome::LooksLike`] with the reasons, [`Outcome::FalseState`] or [`Outcome::Unknown`].
//! Only names of hosts and labels are looked at; nothing is fetched, resolved or stored, and no person is scored.
//!
//! ```
//! use coloa_lookalike::{Entry, Outcome, Reason, Register};
//!
//! let register = Register::build(vec![Entry {
//!     organisation: "Ngân hàng TMCP Ngoại thương Việt Nam".into(),
//!     domains: vec!["vietcombank.com.vn".into()],
//!     brands: vec!["VCB Digibank".into()],
//! }]);
//! let verdict = register.check("https://www.vietcombank.com.vn/login").unwrap();
//! assert!(matches!(verdict.outcome, Outcome::Official(_)));
//!
//! let verdict = register.check("vietcombank-xacthuc.vip").unwrap();
//! let Outcome::LooksLike(candidates) = verdict.outcome else { panic!() };
//! assert_eq!(candidates[0].official.domain, "vietcombank.com.vn");
//! assert!(matches!(candidates[0].reasons[0], Reason::Contains { .. }));
//! assert!(matches!(register.check("hoamai.example").unwrap().outcome, Outcome::Unknown));
//! ```
//!
//! How it works: [`address`] finds the host in what was asked, as a browser would. An exact or parent match in the register ends
//! the search. Otherwise the labels of the host become *subjects* ([`subject`]): as they are, and without words such as
//! "xacthuc" around them. Each is looked up in the prepared [`index`] by what it looks like, by how it is typed, and by what is
//! left when a letter or two are dropped. What is found is compared letter by letter ([`compare`]), and [`policy`] decides
//! whether such a hit on such a name is worth an alarm. Start reading at [`check`].
//!
//! Invariants: an official name, and whatever lies below it, is never an alarm. The work for one question is bounded
//! whatever is asked ([`MAX_INPUT`] and the limits in [`subject`] and [`index`]).

mod address;
mod check;
mod compare;
mod error;
mod fold;
mod index;
mod keyboard;
mod label;
mod model;
mod policy;
mod register;
mod subject;
mod syllable;
mod words;

pub use address::MAX_INPUT;
pub use check::MAX_CANDIDATES;
pub use error::{CheckError, Refusal, Refused};
pub use model::{
    Asked, Candidate, Entry, Extent, Official, Outcome, Reason, Replaced, Sign, TypoKind, Verdict,
};
pub use register::Register;
