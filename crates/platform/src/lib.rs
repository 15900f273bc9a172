//! Configuration, telemetry, database pools and migrations, jobs and outbox, stored files, mail.
