/**
 * Whether this page may show notifications. `insecure`: a browser gives them to https and to this machine only.
 * `missing`: there are none here, as on phones, where a page needs more than being open.
 */
export type Permission = 'granted' | 'ask' | 'denied' | 'insecure' | 'missing'
/** All of it is shown as text; the same key replaces. `silent`: somebody else makes the sound. */
export type Notice = { key: string; title: string; body: string; silent: boolean }

/** Where notifications are shown: the browser's, or the desktop app's. */
export type NoticeBoard = {
  permission(): Permission
  /** Asks the person; only in answer to a click of theirs. */
  ask(): Promise<Permission>
  /** False when it was not shown. */
  show(notice: Notice): Promise<boolean>
  close(key: string): void
  /** The person wants to go where a notification leads. */
  onOpened(listener: (key: string) => void): () => void
}
