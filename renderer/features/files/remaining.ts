import type { Upload } from './uploads.ts'

/** Before that, a rate is a guess. */
const SETTLED_MS = 800

/** How long an upload will take yet, in milliseconds, by its rate so far; null while nobody knows. */
export function remainingMs({ sent, total, startedAt }: Pick<Upload, 'sent' | 'total' | 'startedAt'>, now: number) {
  const passed = now - startedAt
  if (passed < SETTLED_MS || sent <= 0) return null
  return (passed * Math.max(0, total - sent)) / sent
}
