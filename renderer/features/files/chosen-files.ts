import type { Live } from '../../app/live.ts'
import { Observable } from '../../api/observable.ts'

/** A file that waits above the box until the message is sent. */
export type Chosen = { readonly id: string; readonly file: File }
export type Rejected = { readonly why: 'too_large'; readonly name: string } | { readonly why: 'too_many' }

/** What a room takes unless its host says otherwise, in bytes (contract, section 2). */
export const UPLOAD_MAX = 500 * 2 ** 20
/** More at once is a mistake more often than a wish: a folder's whole content, dropped. */
export const FILES_MAX = 50

/** Files that were chosen, dropped or pasted and not sent yet, by channel. A page cannot keep them over a reload. */
export class ChosenFiles {
  readonly #byChannel = new Map<string, Observable<readonly Chosen[]>>()
  #count = 0

  of(channelId: string): Observable<readonly Chosen[]> {
    const known = this.#byChannel.get(channelId)
    if (known) return known
    const files = new Observable<readonly Chosen[]>([])
    this.#byChannel.set(channelId, files)
    return files
  }
  /** Takes what may be sent, and says what not. */
  add(channelId: string, files: readonly File[]): Rejected[] {
    const before = this.of(channelId).getSnapshot()
    const fitting = files.filter(({ size }) => size <= UPLOAD_MAX)
    const taken = fitting.slice(0, Math.max(0, FILES_MAX - before.length))
    this.of(channelId).set([...before, ...taken.map((file) => ({ id: String(++this.#count), file }))])
    const large = files.filter(({ size }) => size > UPLOAD_MAX)
    return [
      ...large.map(({ name }): Rejected => ({ why: 'too_large', name })),
      ...(taken.length < fitting.length ? [{ why: 'too_many' } as const] : []),
    ]
  }
  remove(channelId: string, id: string): void {
    const files = this.of(channelId)
    files.set(files.getSnapshot().filter((one) => one.id !== id))
  }
  /** All of a channel's, which then wait no more. */
  take(channelId: string): File[] {
    const files = this.of(channelId)
    const taken = files.getSnapshot().map(({ file }) => file)
    files.set([])
    return taken
  }
}

const byLive = new WeakMap<Live, ChosenFiles>()
/** One for as long as somebody is signed in, so that files wait while one looks at another channel. */
export function chosenFilesOf(live: Live): ChosenFiles {
  const known = byLive.get(live)
  if (known) return known
  const files = new ChosenFiles()
  byLive.set(live, files)
  return files
}
