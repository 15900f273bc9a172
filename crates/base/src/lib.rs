//! Ids, clock, error codes and the other small types every area shares; no I/O.
