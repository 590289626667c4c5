//! What can only be seen from inside: query plans and migrations.
