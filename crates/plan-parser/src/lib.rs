//! Understands the text of a plan: document head, targets, tasks, assignments and reporting obligations, each with its span of source text. Pure.
