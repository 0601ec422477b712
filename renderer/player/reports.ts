import type { CommandOf } from '#protocol/commands.ts'
import type { Heard } from './listening.ts'

type Report = Pick<CommandOf<'shareplay_report'>, 'error_ms' | 'state'>

const EVERY_MS = 3_000
/** A change is told at once, but the room takes only so many. */
const LEAST_MS = 700

const reportOf = ({ sound, errorMs }: Heard): Report => ({
  error_ms: sound === 'playing' && errorMs !== null ? Math.round(errorMs * 10) / 10 : null,
  state: sound === 'waiting' ? 'loading' : sound,
})

/** Tells the room how far this device's sound is from it: every few seconds, and when that becomes another thing. */
export function createReports(deps: {
  now(): number
  after(ms: number, run: () => void): () => void
  send(report: Report): boolean
}) {
  let stopLater = () => {}
  let told: Report = { error_ms: null, state: 'idle' }
  let toldAt = -Infinity
  const tell = (heard: Heard): void => {
    stopLater()
    const report = reportOf(heard)
    const since = deps.now() - toldAt
    // Nobody needs to hear again that nothing is heard.
    const isDue = report.state === 'idle' ? report.state !== told.state : since >= EVERY_MS
    const isNews = report.state !== told.state || (report.error_ms === null) !== (told.error_ms === null)
    if (!isDue && !isNews) return
    // The last change may be followed by no other look.
    if (since < LEAST_MS) stopLater = deps.after(LEAST_MS - since, () => tell(heard))
    else if (deps.send(report)) {
      told = report
      toldAt = deps.now()
    }
  }
  return { tell, close: () => stopLater() }
}
