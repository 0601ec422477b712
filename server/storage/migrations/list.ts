import { room } from './0001_room.ts'
import { pixelsAndReplies } from './0002_pixels_and_replies.ts'
import { guests } from './0003_guests.ts'

/** In order, never changed once released: `PRAGMA user_version` counts how many have run. */
export const migrations: readonly string[] = [room, pixelsAndReplies, guests]
