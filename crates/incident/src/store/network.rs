//! Contacts, roster, calls, assistance.
