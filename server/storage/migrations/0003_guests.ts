/**
 * Guests came in with a name alone: `guest_seen_at` is when one was last here, null for an account. Who stayed away for
 * too long is gone (`gone_at`): the row stays for their messages, under a name key that no name can have.
 */
export const guests = `
ALTER TABLE users ADD COLUMN guest_seen_at INTEGER;
ALTER TABLE users ADD COLUMN gone_at INTEGER;
CREATE INDEX users_guests ON users (guest_seen_at) WHERE guest_seen_at IS NOT NULL AND gone_at IS NULL;
`
