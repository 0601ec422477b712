import { room } from './0001_room.ts'

/** In order, never changed once released: `PRAGMA user_version` counts how many have run. */
export const migrations: readonly string[] = [room]
