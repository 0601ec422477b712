/** What goes between the main thread and the writer thread: plain data only. */
export type WriteRequest = { id: number; name: string; input: unknown; session?: string; asAdmin?: boolean }
export type WriteOutcome =
  | { id: number; ok: true; output: unknown }
  | { id: number; ok: false; refusal: { status: number; code: string; sentence: string; retryAfterSecs?: number } }
  | { id: number; ok: false; bug: string }

export type ToWriter = { type: 'writes'; requests: WriteRequest[] } | { type: 'close' }
export type FromWriter =
  | { type: 'ready' }
  | { type: 'outcomes'; outcomes: WriteOutcome[] }
  | { type: 'bug'; bug: string }
  | { type: 'closed' }
