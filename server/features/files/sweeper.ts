import type { Blobs } from '../../storage/blobs.ts'
import type { Writer } from '../../storage/writer/client.ts'
import type { FileStore } from './store.ts'

const HOUR_MS = 3_600_000
/** A blob this young may belong to an upload whose row is about to be written. */
const YOUNG_MS = 10 * 60_000
const RETRY_MS = 1_000

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
  /** Blobs whose rows have just gone. */
  const dropped = new Set<string>()
  let orphansDue = false
  let running: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false

  const removeDropped = async () => {
    for (const id of dropped) {
      dropped.delete(id)
      if (!store.exists(id)) await blobs.remove(id)
    }
  }
  const removeOrphans = async () => {
    for await (const blob of blobs.list()) {
      if (deps.wallClock() - blob.mtimeMs >= YOUNG_MS && !store.exists(blob.id)) await blobs.remove(blob.id)
    }
    orphansDue = false
  }
  const work = async () => {
    while (dropped.size > 0 || orphansDue) {
      const done = await deps.unlessPaused(async () => {
        await removeDropped()
        if (orphansDue) await removeOrphans()
      })
      if (!done) {
        // A backup is being made: what it copies stays, and goes afterwards.
        retry = setTimeout(start, RETRY_MS).unref()
        return
      }
    }
  }
  /** One removal at a time: two of them would each find that somebody has the lock. */
  const start = () => {
    if (closed || running) return
    clearTimeout(retry)
    running = work()
      .catch((error: unknown) => deps.onBug('sweeper', error))
      .finally(() => (running = undefined))
  }
  const drop = (ids: readonly string[]) => {
    for (const id of ids) dropped.add(id)
    if (dropped.size > 0) start()
  }
  const sweep = async () => {
    orphansDue = true
    start()
    const { ids } = await deps.writer.run('files.dropUnattached', { olderThanMs: deps.unattachedMs })
    drop(ids)
  }
  const sweepNow = () => void sweep().catch((error: unknown) => closed || deps.onBug('sweeper', error))
  const hourly = setInterval(sweepNow, Math.min(HOUR_MS, Math.max(1_000, deps.unattachedMs / 4)))
  hourly.unref()
  // Not while people wait for the room to start.
  const soon = setTimeout(sweepNow, 5_000)
  soon.unref()

  return {
    /** Removes the bytes of files whose rows have just gone. */
    drop,
    async close(): Promise<void> {
      closed = true
      clearInterval(hourly)
      clearTimeout(soon)
      clearTimeout(retry)
      await running
    },
  }
}
