//! Cases out of and into other tools: STIX 2.1, CSV, JSON.
