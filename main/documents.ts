import type { Preferences, PreferencesPatch, SavedRoom } from '#protocol/bridge.ts'
import { forgetRoom, keepsIdentity, patchPreferences, readDocument, saveRoom } from './core/preferences.ts'
import type { AppDocument } from './core/preferences.ts'
import type { Document } from './document.ts'
import { Failure } from './failure.ts'
import type { Log } from './failure.ts'
import { TEXTS } from './texts.ts'

/** The person's wishes and rooms: in memory as on the disk. */
export type Documents = {
  preferences(): Preferences
  setPreferences(patch: PreferencesPatch): Promise<Preferences>
  rooms(): SavedRoom[]
  /** Rejects when the room is pinned to another key. */
  saveRoom(room: SavedRoom): Promise<SavedRoom[]>
  forgetRoom(key: string): Promise<SavedRoom[]>
}

/** Reads them once; a change holds when it is on the disk. */
export async function openDocuments(deps: { document: Document; log: Log }): Promise<Documents> {
  const { document: stored, problems, writable } = readDocument(await deps.document.read())
  for (const problem of problems) deps.log(problem)
  // The next change writes what was understood only: a comma too many must not cost all rooms for good.
  if (problems.length > 0 && writable) {
    await deps.document
      .keep()
      .catch((error: unknown) => deps.log('The settings as they were could not be kept.', error))
  }
  let current: AppDocument = stored
  let last: Promise<unknown> = Promise.resolve()

  // One after the other, each on what the one before has made of it.
  const change = (edit: (before: AppDocument) => AppDocument): Promise<AppDocument> => {
    const turn = last.then(async () => {
      if (!writable) throw new Failure(TEXTS.documents.readOnly)
      const next = edit(current)
      await deps.document.write(next)
      current = next
      return next
    })
    // The next one's turn comes all the same; the error is for who asked for this one.
    last = turn.catch(() => undefined)
    return turn
  }
  const changeRooms = async (edit: (rooms: readonly SavedRoom[]) => SavedRoom[]) =>
    (await change((before) => ({ ...before, rooms: edit(before.rooms) }))).rooms

  return {
    preferences: () => current.preferences,
    setPreferences: async (patch) =>
      (await change((before) => ({ ...before, preferences: patchPreferences(before.preferences, patch) }))).preferences,
    rooms: () => current.rooms,
    saveRoom: (room) =>
      changeRooms((rooms) => {
        if (!keepsIdentity(rooms, room)) throw new Failure(TEXTS.rooms.otherIdentity)
        return saveRoom(rooms, room)
      }),
    forgetRoom: (key) => changeRooms((rooms) => forgetRoom(rooms, key)),
  }
}
