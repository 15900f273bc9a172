//! Who owes what to whom and by when: pure.
