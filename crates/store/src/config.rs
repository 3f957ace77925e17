//! Where the database is and how many connections it gets.

use std::path::PathBuf;

/// Which database, and how it is reached.
#[derive(Clone)]
pub enum DatabaseConfig {
    /// The embedded database, in one file.
    Sqlite {
        /// The file; created when missing.
        path: PathBuf,
        /// Number of reading connections.
        readers: u32,
    },
    /// A PostgreSQL server.
    Postgres {
        /// Address with user and password.
        url: String,
        /// Most connections at once.
        connections_max: u32,
    },
}

impl DatabaseConfig {
    /// Returns the embedded default for a file.
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self::Sqlite {
            path: path.into(),
            readers: 6,
        }
    }

    /// Returns the configuration for a PostgreSQL address.
    pub fn postgres(url: impl Into<String>) -> Self {
        Self::Postgres {
            url: url.into(),
            connections_max: 16,
        }
    }
}

impl std::fmt::Debug for DatabaseConfig {
    /// Never prints the address of a server: it may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite { path, readers } => f
                .debug_struct("Sqlite")
                .field("path", path)
                .field("readers", readers)
                .finish(),
            Self::Postgres { connections_max, .. } => f
                .debug_struct("Postgres")
                .field("connections_max", connections_max)
                .finish_non_exhaustive(),
        }
    }
}
