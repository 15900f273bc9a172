//! What a case has to do with, and who may see it.
