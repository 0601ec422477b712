import { uploadFile } from '#protocol/files.ts'
import type { Clock } from '../../api/clock.ts'
import { ApiError, NetworkError, SignedOut, isPassing, sentenceOf } from '../../api/errors.ts'
import { Observable } from '../../api/observable.ts'
import type { Session } from '../../api/session.ts'
import { backoffMs } from '../../realtime/backoff.ts'

/** A file on its way to the room; `sent` and `total` in bytes. Once it has arrived it is a message in the outbox. */
export type Upload = {
  readonly id: string
  readonly channelId: string
  readonly file: File
  /** What is said with it. */
  readonly caption: string
  readonly sent: number
  readonly total: number
  /** When this try began, in milliseconds of the clock. */
  readonly startedAt: number
  /** `waiting`: tries again by itself. `arrived`: those that were chosen before it go first. */
  readonly state: 'queued' | 'uploading' | 'waiting' | 'arrived' | 'failed'
  /** Why it failed or waits, for people; null while nothing is wrong, and when the room cannot be reached. */
  readonly sentence: string | null
  /** When a waiting one is tried again. */
  readonly until: number | null
}

export type UploadsDeps = {
  upload: Session['upload']
  send(draft: { channel_id: string; content?: string; file_id?: string; reply_to?: string }): Promise<string>
  /** A file is shown until `send` is done; else it is handed over by that, and forgotten. */
  staysUntilSent?: boolean
  newId(): string
  clock: Clock
  random?(): number
  onTrouble(error: unknown): void
}
/** What only the queue needs to know. `batch`: files chosen together, sent in that order. */
type Job = { batch: string; replyTo: string | null; failures: number; fileId: string | null; isSending: boolean }

/** More at once would only make each slower, and one's own voice worse. */
const AT_ONCE = 2
/** Browsers tell progress up to 20 times a second; nobody reads that fast, and each time a row is drawn. */
const PROGRESS_MS = 100
const BACKOFF = { baseMs: 1_000, capMs: 30_000 }
const UNREADABLE = 'The file cannot be read any more. It was changed or removed; please choose it again.'

/**
 * The files that one is sending: at most two at a time, each with progress, to be cancelled and tried again. What the
 * network or a busy room broke off begins again by itself, until it is cancelled or the app is left.
 */
export class Uploads {
  readonly #deps: UploadsDeps
  readonly #list = new Observable<readonly Upload[]>([])
  readonly #jobs = new Map<string, Job>()
  readonly #running = new Map<string, AbortController>()
  readonly #timers = new Map<string, () => void>()
  #isClosed = false

  constructor(deps: UploadsDeps) {
    this.#deps = deps
  }
  readonly subscribe = this.#list.subscribe
  /** All, oldest first. */
  readonly getSnapshot = this.#list.getSnapshot

  /** `caption` and `replyTo` go with the first file. */
  add(channelId: string, files: readonly File[], caption = '', replyTo: string | null = null): void {
    const batch = this.#deps.newId()
    const added = files.map((file, index): Upload => {
      const id = this.#deps.newId()
      const isFirst = index === 0
      this.#jobs.set(id, { batch, replyTo: isFirst ? replyTo : null, failures: 0, fileId: null, isSending: false })
      return {
        id,
        channelId,
        file,
        caption: isFirst ? caption : '',
        sent: 0,
        total: file.size,
        startedAt: this.#deps.clock.now(),
        state: 'queued',
        sentence: null,
        until: null,
      }
    })
    this.#list.set([...this.getSnapshot(), ...added])
    this.#pump()
  }
  /** Tries a failed or waiting one again, at once. */
  retry(id: string): void {
    const upload = this.#find(id)
    if (upload?.state !== 'failed' && upload?.state !== 'waiting') return
    this.#stopTimer(id)
    const job = this.#jobs.get(id)
    // The room has the file: only what it was for went wrong.
    if (job && job.fileId !== null) {
      this.#change(id, { state: 'arrived', sentence: null })
      this.#sendArrived(job.batch)
      return
    }
    this.#change(id, { state: 'queued', sentence: null, sent: 0, until: null })
    this.#pump()
  }
  /** The network or the room is back: nothing waits any longer. */
  wake(): void {
    for (const { id, state } of this.getSnapshot()) if (state === 'waiting') this.retry(id)
  }
  /**
   * Gives a file up; what was said with it goes with the next one that was chosen together with it. Returns those words
   * when nothing carries them any more.
   */
  cancel(id: string): string {
    const upload = this.#find(id)
    const job = this.#jobs.get(id)
    this.#running.get(id)?.abort()
    this.#remove(id)
    if (!upload || !job) return ''
    const next = this.#batch(job.batch)[0]
    if (next) {
      next.job.replyTo ??= job.replyTo
      if (next.upload.caption === '') this.#change(next.upload.id, { caption: upload.caption })
    }
    this.#sendArrived(job.batch)
    return next === undefined || next.upload.caption !== '' ? upload.caption : ''
  }
  close(): void {
    this.#isClosed = true
    for (const running of this.#running.values()) running.abort()
    for (const stop of this.#timers.values()) stop()
    this.#timers.clear()
  }

  #pump(): void {
    if (this.#isClosed) return
    for (const { id, state } of this.getSnapshot()) {
      if (this.#running.size >= AT_ONCE) return
      if (state === 'queued' && !this.#running.has(id)) this.#start(id)
    }
  }
  #start(id: string): void {
    const abort = new AbortController()
    this.#running.set(id, abort)
    this.#run(id, abort.signal)
      .catch(this.#deps.onTrouble)
      .finally(() => {
        this.#running.delete(id)
        this.#pump()
      })
  }
  async #run(id: string, signal: AbortSignal): Promise<void> {
    const upload = this.#find(id)
    const job = this.#jobs.get(id)
    if (!upload || !job) return
    this.#change(id, { state: 'uploading', startedAt: this.#deps.clock.now() })
    try {
      const onProgress = this.#progressOf(id)
      const input = { file: upload.file, filename: upload.file.name }
      const { file_id } = await this.#deps.upload(uploadFile, input, { signal, onProgress })
      if (signal.aborted) return
      job.fileId = file_id
      this.#change(id, { state: 'arrived' })
      this.#sendArrived(job.batch)
    } catch (error) {
      if (!signal.aborted) await this.#broke(id, job, upload.file, error)
    }
  }
  #progressOf(id: string): (sent: number, total: number) => void {
    let toldAt = -Infinity
    return (sent, total) => {
      const now = this.#deps.clock.now()
      if (sent < total && now - toldAt < PROGRESS_MS) return
      toldAt = now
      this.#change(id, { sent, total })
    }
  }
  async #broke(id: string, job: Job, file: File, error: unknown): Promise<void> {
    // A full disk is a failure of the server, but no time heals it.
    const isForNow =
      (isPassing(error) && !(error instanceof ApiError && error.status === 507)) || error instanceof SignedOut
    const isReadable = !(error instanceof NetworkError) || (await canRead(file))
    if (this.#isClosed || !this.#find(id)) return
    if (!isForNow || !isReadable) {
      this.#change(id, { state: 'failed', sentence: isReadable ? sentenceOf(error) : UNREADABLE })
      this.#sendArrived(job.batch)
      return
    }
    const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0
    const wait = Math.max(asked, backoffMs(job.failures++, this.#deps.random ?? (() => 1), BACKOFF))
    const sentence = error instanceof NetworkError ? null : sentenceOf(error)
    this.#change(id, { state: 'waiting', sentence, sent: 0, until: this.#deps.clock.now() + wait })
    this.#timers.set(
      id,
      this.#deps.clock.after(wait, () => this.retry(id)),
    )
  }
  /** In the order of choice: nothing overtakes a file that is still on its way; failed ones hold nobody up. */
  #sendArrived(batch: string): void {
    for (const { upload, job } of this.#batch(batch)) {
      if (upload.state === 'failed') continue
      if (upload.state !== 'arrived' || job.fileId === null) return
      const content = upload.caption === '' ? {} : { content: upload.caption }
      const reply = job.replyTo === null ? {} : { reply_to: job.replyTo }
      const draft = { channel_id: upload.channelId, file_id: job.fileId, ...content, ...reply }
      if (this.#deps.staysUntilSent) this.#sendVisibly(upload.id, job, draft)
      else {
        this.#remove(upload.id)
        this.#deps.send(draft).catch(this.#deps.onTrouble)
      }
    }
  }
  #sendVisibly(id: string, job: Job, draft: Parameters<UploadsDeps['send']>[0]): void {
    if (job.isSending) return
    job.isSending = true
    this.#deps.send(draft).then(
      () => this.#remove(id),
      (error: unknown) => {
        job.isSending = false
        this.#change(id, { state: 'failed', sentence: sentenceOf(error) })
      },
    )
  }

  #batch(batch: string): { upload: Upload; job: Job }[] {
    return this.getSnapshot().flatMap((upload) => {
      const job = this.#jobs.get(upload.id)
      return job?.batch === batch ? [{ upload, job }] : []
    })
  }
  #find(id: string): Upload | undefined {
    return this.getSnapshot().find((one) => one.id === id)
  }
  #change(id: string, patch: Partial<Upload>): void {
    this.#list.set(this.getSnapshot().map((one) => (one.id === id ? { ...one, ...patch } : one)))
  }
  #remove(id: string): void {
    this.#stopTimer(id)
    this.#jobs.delete(id)
    this.#list.set(this.getSnapshot().filter((one) => one.id !== id))
  }
  #stopTimer(id: string): void {
    this.#timers.get(id)?.()
    this.#timers.delete(id)
  }
}

/** A browser tells a file that has gone from the disk as a broken network. */
async function canRead(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer()
    return true
  } catch {
    // It is the question that was asked.
    return false
  }
}
