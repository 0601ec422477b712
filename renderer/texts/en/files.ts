const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** Both in the unit of the whole: `0.9 of 148 MB`. */
function ofTotal(sent: number, total: number): string {
  const step = Math.min(UNITS.length - 1, total < 1 ? 0 : Math.floor(Math.log10(total) / 3))
  const say = (bytes: number): string => {
    const value = bytes / 1_000 ** step
    return value < 9.95 && step > 0 ? value.toFixed(1) : String(Math.round(value))
  }
  return `${say(Math.min(sent, total))} of ${say(total)} ${UNITS[step]}`
}
function timeLeft(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000))
  if (seconds < 60) return `${seconds} s left`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min left` : `${Math.round(minutes / 60)} h left`
}

export const files = {
  attach: 'Attach files',
  tray: 'Files to send',
  remove: (name: string): string => `Remove ${name}`,
  /** What the caption box says while files wait in the tray. */
  caption: 'Say something about it',
  captions: 'Say something about them',

  dropTitle: (channel: string): string => `Drop to send to ${channel}`,
  dropText: 'You can say something about it before it goes.',
  dropReadOnly: 'You can read this channel but not write in it.',
  noFolders: 'Folders cannot be sent. Pack the folder as a ZIP file and send that.',
  tooLarge: (name: string, limit: string): string => `${name} is too large: a file has at most ${limit}.`,
  tooMany: (most: number): string => `That were too many files at once: ${most} go together.`,

  uploading: (name: string): string => `Uploading ${name}`,
  progress: (sent: number, total: number, leftMs: number | null): string =>
    leftMs === null ? ofTotal(sent, total) : `${ofTotal(sent, total)}, ${timeLeft(leftMs)}`,
  queued: (size: string): string => `${size}, waits for the others`,
  storing: 'All there, the room is storing it',
  arrived: 'Arrived, goes out after the others',
  cancel: (name: string): string => `Cancel the upload of ${name}`,
  startsAgain: (seconds: number): string => (seconds > 0 ? `It starts again in ${seconds} s.` : 'It starts again now.'),
  unreachable: 'The room cannot be reached.',
  retryNow: 'Try now',
  failed: (why: string): string => `Not sent: ${why}`,
  retry: 'Retry',
  discard: 'Discard',
}
