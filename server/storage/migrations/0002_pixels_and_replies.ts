/**
 * How large pictures are, in pixels as they are shown: null for what is none and for what was uploaded before. And the
 * message that a message answers: by its id and without a foreign key, since it stays when that one is gone.
 */
export const pixelsAndReplies = `
ALTER TABLE files ADD COLUMN width INTEGER;
ALTER TABLE files ADD COLUMN height INTEGER;
ALTER TABLE messages ADD COLUMN reply_to TEXT;
`
