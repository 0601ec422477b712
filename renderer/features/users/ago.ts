const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** How long ago something was, in words of the language; null within the last minute. Milliseconds. */
export function ago(then: number, now: number, language: string): string | null {
  const seconds = Math.max(0, (now - then) / 1_000)
  const step = STEPS.find(([, length]) => seconds >= length)
  if (!step) return null
  const [unit, length] = step
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.floor(seconds / length), unit)
}
