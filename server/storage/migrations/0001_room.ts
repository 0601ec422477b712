/** The whole room. Times are milliseconds since 1970; booleans are 0 or 1. */
export const room = `
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  username TEXT NOT NULL,
  username_key TEXT NOT NULL UNIQUE,
  email TEXT,
  email_key TEXT UNIQUE,
  password TEXT NOT NULL,
  avatar_file_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  banned_at INTEGER
) STRICT;
CREATE INDEX users_by_avatar ON users (avatar_file_id) WHERE avatar_file_id IS NOT NULL;

CREATE TABLE roles (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  permissions INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE user_roles (
  user_id TEXT NOT NULL REFERENCES users (id),
  role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, role_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_roles_by_role ON user_roles (role_id);

CREATE TABLE login_sessions (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL
) STRICT;
CREATE INDEX login_sessions_by_user ON login_sessions (user_id, used_at);
CREATE INDEX login_sessions_by_use ON login_sessions (used_at);

CREATE TABLE refresh_tokens (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES login_sessions (id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  replaced_by TEXT,
  replaced_at INTEGER
) STRICT;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

CREATE TABLE channels (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  is_voice INTEGER NOT NULL,
  is_private INTEGER NOT NULL,
  owner_id TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  deleted_at INTEGER,
  last_seq INTEGER NOT NULL DEFAULT 0,
  last_change INTEGER NOT NULL DEFAULT 0,
  live_count INTEGER NOT NULL DEFAULT 0,
  last_message_at INTEGER,
  key_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX channels_deleted ON channels (deleted_at) WHERE deleted_at IS NOT NULL;

-- Unread = channels.live_count - read_live - own_unread, whatever the length of the history:
-- read_live counts the messages that exist up to last_read_seq, own_unread your own ones after it.
CREATE TABLE channel_members (
  channel_id TEXT NOT NULL REFERENCES channels (id),
  user_id TEXT NOT NULL REFERENCES users (id),
  can_write INTEGER NOT NULL,
  can_manage INTEGER NOT NULL,
  joined_at INTEGER NOT NULL,
  last_read_seq INTEGER NOT NULL,
  last_read_message_id TEXT,
  last_read_at INTEGER,
  read_live INTEGER NOT NULL,
  own_unread INTEGER NOT NULL DEFAULT 0,
  notified_seq INTEGER NOT NULL DEFAULT 0,
  notified_message_id TEXT,
  PRIMARY KEY (channel_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_members_by_user ON channel_members (user_id);

CREATE TABLE files (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  type TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  attached INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX files_unattached ON files (user_id, created_at, size) WHERE attached = 0;

CREATE TABLE messages (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  channel_id TEXT NOT NULL REFERENCES channels (id),
  seq INTEGER NOT NULL,
  change INTEGER NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id),
  content TEXT,
  file_id TEXT,
  created_at INTEGER NOT NULL,
  edited_at INTEGER,
  deleted_at INTEGER,
  reaction_count INTEGER NOT NULL DEFAULT 0,
  client_id TEXT,
  client_digest TEXT
) STRICT;
-- Of those that exist: many deleted ones must not slow down the page that they are missing from.
CREATE UNIQUE INDEX messages_by_seq ON messages (channel_id, seq) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX messages_by_change ON messages (channel_id, change);
CREATE UNIQUE INDEX messages_by_client ON messages (user_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_by_file ON messages (file_id) WHERE file_id IS NOT NULL;

CREATE TABLE reactions (
  n INTEGER PRIMARY KEY,
  message_n INTEGER NOT NULL REFERENCES messages (n),
  emoji TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id)
) STRICT;
CREATE UNIQUE INDEX reactions_by_message ON reactions (message_n, emoji, user_id);

CREATE TABLE invites (
  n INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  max_uses INTEGER NOT NULL,
  uses INTEGER NOT NULL DEFAULT 0,
  joined_user_id TEXT REFERENCES users (id)
) STRICT;
CREATE INDEX invites_by_creator ON invites (created_by, n);

CREATE TABLE presence (
  user_id TEXT PRIMARY KEY REFERENCES users (id),
  status TEXT NOT NULL,
  last_heartbeat INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE emojis (
  name TEXT PRIMARY KEY,
  file_id TEXT NOT NULL,
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX emojis_by_file ON emojis (file_id);

CREATE TABLE resumable_connections (
  session_id TEXT PRIMARY KEY,
  login_session_id TEXT NOT NULL REFERENCES login_sessions (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX resumable_by_login ON resumable_connections (login_session_id);

-- Full text. The rowid is messages.n; scope holds the channel as one word (c12), so that a search in
-- a quiet channel never walks through the hits of a loud one. Contentless: the text is in messages.
CREATE VIRTUAL TABLE message_text USING fts5 (
  scope, content, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
);
-- Messages up to this n are in message_text; the writer indexes the rest in its idle moments.
CREATE TABLE search_state (indexed_n INTEGER NOT NULL) STRICT;
INSERT INTO search_state VALUES (0);
`
