/** Times as the reader's system writes them; the one place where that is decided. */
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const dayAndYear = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })
const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

export const timeOf = (at: string | number): string => time.format(new Date(at))
export const fullTimeOf = (at: string | number): string => full.format(new Date(at))
export const shortTimeOf = (at: string | number): string => short.format(new Date(at))
export function dayOf(at: string | number, now = Date.now()): string {
  const date = new Date(at)
  return (date.getFullYear() === new Date(now).getFullYear() ? day : dayAndYear).format(date)
}
/** The same day of the reader's calendar? */
export function isSameDay(one: string | number, other: string | number): boolean {
  const [a, b] = [new Date(one), new Date(other)]
  return a.getDate() === b.getDate() && a.getMonth() === b.getMonth() && a.getFullYear() === b.getFullYear()
}
