//! Legal regimes as dated data: document types and numbering, statutory calendar, working days and holidays.
