//! Periodic reports: templates, per-agency snapshots, signing flow, export; dashboards. Reads other areas, writes none.
