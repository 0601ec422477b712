import type { Blobs } from '../../storage/blobs.ts'
import type { Writer } from '../../storage/writer/client.ts'
import type { FileStore } from './store.ts'

const HOUR_MS = 3_600_000
/** A blob this young may belong to an upload whose row is about to be written. */
const YOUNG_MS = 10 * 60_000

/**
 * Removes blobs that no row names (left by a crash, or by the message that went), and uploads that no message named in
 * time. `unlessPaused` runs a job only when no backup copies the blobs meanwhile.
 */
export function createSweeper(deps: {
  writer: Writer
  store: FileStore
  blobs: Blobs
  unattachedMs: number
  wallClock(): number
  unlessPaused(job: () => Promise<void>): Promise<boolean>
  onBug(what: string, error: unknown): void
}) {
  const { store, blobs } = deps
  let running: Promise<void> | undefined
  let soon: NodeJS.Timeout | undefined

  const removeOrphans = async (youngMs: number) => {
    for await (const blob of blobs.list()) {
      if (deps.wallClock() - blob.mtimeMs >= youngMs && !store.exists(blob.id)) await blobs.remove(blob.id)
    }
  }
  const remove = async (ids: readonly string[]) => {
    if (ids.length === 0) return
    await deps.unlessPaused(async () => {
      for (const id of ids) if (!store.exists(id)) await blobs.remove(id)
    })
  }
  const sweep = async () => {
    const { ids } = await deps.writer.run('files.dropUnattached', { olderThanMs: deps.unattachedMs })
    await remove(ids)
    await deps.unlessPaused(() => removeOrphans(YOUNG_MS))
  }
  const run = () => {
    running ??= sweep()
      .catch((error: unknown) => deps.onBug('sweeper', error))
      .finally(() => (running = undefined))
  }
  const hourly = setInterval(run, Math.min(HOUR_MS, Math.max(1_000, deps.unattachedMs / 4)))
  hourly.unref()
  // Not while people wait for the room to start.
  soon = setTimeout(run, 5_000)
  soon.unref()

  return {
    /** Removes the bytes of files whose rows have just gone. */
    remove,
    async close(): Promise<void> {
      clearInterval(hourly)
      clearTimeout(soon)
      await running
    },
  }
}
export type Sweeper = ReturnType<typeof createSweeper>
