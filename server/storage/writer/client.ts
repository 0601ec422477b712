import { Worker } from 'node:worker_threads'
import { Refusal, busy, closing, internal } from '#protocol/errors.ts'
import { writerEntry } from './entry.ts'
import type { FromWriter, ToWriter, WriteOutcome, WriteRequest } from './messages.ts'
import type { InputOf, OperationName, OutputOf } from './operations.ts'

/** Who asks for a write. `asAdmin`: it must be an admin's session by then. */
export type By = { sessionId: string; asAdmin?: boolean }

export type Writer = {
  /**
   * Runs one write. `onCommit` is called synchronously once it is on the disk, in the order of commits, before any
   * reply or broadcast of a later one; the promise settles after the broadcasts of its whole batch have been written.
   */
  run<K extends OperationName>(
    name: K,
    input: InputOf<K>,
    onCommit?: (output: OutputOf<K>) => void,
  ): Promise<OutputOf<K>>
  /** The same for somebody: refused when their login session has ended by the time of the transaction. */
  runBy<K extends OperationName>(
    by: By,
    name: K,
    input: InputOf<K>,
    onCommit?: (output: OutputOf<K>) => void,
  ): Promise<OutputOf<K>>
  close(): Promise<void>
}

type Waiting = {
  onCommit?: ((output: never) => void) | undefined
  resolve(output: never): void
  reject(error: Error): void
}

/** Starts the writer thread. `afterBatch` runs between the commits' effects and their replies. */
export function startWriter(deps: {
  dataDir: string
  maxQueue: number
  afterBatch(): void
  onBug(what: string, error: unknown): void
}): Writer {
  const worker = new Worker(writerEntry(), { workerData: { dataDir: deps.dataDir }, name: 'writer' })
  const waiting = new Map<number, Waiting>()
  let nextId = 1
  let pending: WriteRequest[] = []
  let closed: Promise<void> | undefined
  let dead = false

  const post = (message: ToWriter) => worker.postMessage(message)
  // Everything that one turn of the event loop asks for goes over together.
  const flush = () => {
    const requests = pending
    pending = []
    if (requests.length > 0) post({ type: 'writes', requests })
  }

  const settle = (outcomes: WriteOutcome[]) => {
    const settled: (() => void)[] = []
    for (const outcome of outcomes) {
      const entry = waiting.get(outcome.id)
      waiting.delete(outcome.id)
      if (!entry) continue
      if (!outcome.ok) {
        settled.push(() => entry.reject(failure(outcome)))
        if ('bug' in outcome) deps.onBug('write', outcome.bug)
        continue
      }
      const output = outcome.output as never
      try {
        entry.onCommit?.(output)
      } catch (error) {
        deps.onBug('effect of a write', error)
      }
      settled.push(() => entry.resolve(output))
    }
    deps.afterBatch()
    for (const done of settled) done()
  }

  worker.on('message', (message: FromWriter) => {
    if (message.type === 'outcomes') settle(message.outcomes)
    else if (message.type === 'bug') deps.onBug('housekeeping', message.bug)
  })
  const die = (error: unknown) => {
    dead = true
    deps.onBug('writer thread', error)
    for (const entry of waiting.values()) entry.reject(internal())
    waiting.clear()
  }
  worker.on('error', die)
  worker.on('exit', (code) => {
    if (!closed) die(new Error(`the writer thread ended with ${code}`))
  })

  const enqueue = <K extends OperationName>(
    request: Omit<WriteRequest, 'id'> & { name: K },
    onCommit?: (output: OutputOf<K>) => void,
  ): Promise<OutputOf<K>> => {
    if (closed || dead) return Promise.reject(closing())
    if (waiting.size >= deps.maxQueue) return Promise.reject(busy())
    const id = nextId++
    if (pending.length === 0) setImmediate(flush)
    pending.push({ id, ...request })
    return new Promise((resolve, reject) => {
      waiting.set(id, { onCommit, resolve, reject })
    })
  }

  return {
    run: (name, input, onCommit) => enqueue({ name, input }, onCommit),
    runBy: (by, name, input, onCommit) =>
      enqueue({ name, input, session: by.sessionId, asAdmin: by.asAdmin ?? false }, onCommit),
    close() {
      closed ??= new Promise((resolve) => {
        if (dead) return resolve()
        worker.once('exit', () => resolve())
        flush()
        post({ type: 'close' })
      })
      return closed
    },
  }
}

function failure(outcome: WriteOutcome & { ok: false }): Error {
  if ('bug' in outcome) return internal()
  const { status, code, sentence, retryAfterSecs } = outcome.refusal
  return new Refusal(status, code, sentence, retryAfterSecs)
}
