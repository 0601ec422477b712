export type WhenWords = { at(day: string, time: string): string; onDay(day: string): string }
const DAY_MS = 86_400_000

/** `18:05`, as the reader's language writes it. */
export const timeOf = (iso: string, language: string): string =>
  new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(Date.parse(iso))

/** A moment as people say it: "today at 18:05", "on Tuesday at 18:05", "on 3 Nov 2026 at 18:05". */
export function whenOf(iso: string, now: number, language: string, words: WhenWords): string {
  const at = Date.parse(iso)
  const days = Math.round((midnight(at) - midnight(now)) / DAY_MS)
  if (Math.abs(days) <= 1) {
    const day = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day')
    return words.at(day, timeOf(iso, language))
  }
  const isNear = Math.abs(days) < 7
  const format: Intl.DateTimeFormatOptions = isNear ? { weekday: 'long' } : { dateStyle: 'medium' }
  return words.at(words.onDay(new Intl.DateTimeFormat(language, format).format(at)), timeOf(iso, language))
}

const midnight = (ms: number) => new Date(ms).setHours(0, 0, 0, 0)
