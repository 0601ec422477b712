import type { Finding } from '#protocol/doctor.ts'
import type { Facts } from './facts.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 3600 * 1000
/** No clock that was ever set says less than when this was written. */
const BUILT_AT = Date.UTC(2026, 0, 1)
const FAR = Date.UTC(2100, 0, 1)
/** Above that, everybody feels it: each message waits for one such write. */
const SLOW_WRITE_MS = 500
const MiB = 2 ** 20

/** Certificate, clock, disk: what makes a room fail that can be reached. */
export function machineFindings(facts: Facts): Finding[] {
  return [...certificateFindings(facts), clockFinding(facts), ...diskFindings(facts)]
}

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)

function certificateFindings({ certificate, clock }: Facts): Finding[] {
  if (certificate === null) return []
  const { validFrom, validTo } = certificate
  const id = 'certificate'
  const renew = 'Renew it, or start the room without --tls-cert, so that it makes its own and keeps that valid.'
  if (clock.now > validTo)
    return [
      {
        id,
        state: 'bad',
        says: `The certificate ended on ${day(validTo)}, so browsers refuse https here; the app still gets in.`,
        do: renew,
      },
    ]
  if (clock.now < validFrom)
    return [
      {
        id,
        state: 'bad',
        says: `The certificate begins on ${day(validFrom)}, which is in the future by this computer's clock.`,
        do: 'Set the clock of this computer right.',
      },
    ]
  if (validTo - clock.now < 7 * DAY_MS)
    return [{ id, state: 'warn', says: `The certificate ends on ${day(validTo)}; browsers refuse it then.`, do: renew }]
  return [{ id, state: 'ok', says: `The certificate is valid until ${day(validTo)}.`, do: null }]
}

function clockFinding({ clock }: Facts): Finding {
  const { now, lastWrite, setBackMs } = clock
  const remedy = 'Set the date and time of this computer right; sign-ins and the order of messages follow it.'
  const wrong = (says: string): Finding => ({ id: 'clock', state: 'bad', says, do: remedy })
  if (now < BUILT_AT || now > FAR) return wrong(`The clock of this computer says ${day(now)}, which cannot be.`)
  const ahead = lastWrite === null ? 0 : lastWrite - now
  if (ahead > 5 * MINUTE_MS)
    return wrong(`The clock of this computer is behind: the room was last written to in its future, by ${span(ahead)}.`)
  if (setBackMs !== null && setBackMs > MINUTE_MS)
    return { ...wrong(`The clock was set back by ${span(setBackMs)} while the room was running.`), state: 'warn' }
  return { id: 'clock', state: 'ok', says: 'The clock of this computer shows nothing odd.', do: null }
}

function span(ms: number): string {
  if (ms < 2 * 60 * MINUTE_MS) return `${Math.round(ms / MINUTE_MS)} minutes`
  return ms < 1.5 * DAY_MS ? `${Math.round(ms / MINUTE_MS / 60)} hours` : `${Math.round(ms / DAY_MS)} days`
}

const bytes = (count: number) =>
  count < 1_024 * MiB ? `${Math.floor(count / MiB)} MiB` : `${(count / MiB / 1_024).toFixed(1)} GiB`

function diskFindings({ disk }: Facts): Finding[] {
  if (disk === null) return []
  const findings: Finding[] = [spaceFinding(disk.freeBytes, disk.wantedBytes)]
  if ('problem' in disk.write)
    findings.push({
      id: 'folder',
      state: 'bad',
      says: `The room's folder cannot be written to (${disk.write.problem}), so nothing can be said there.`,
      do: 'Give this user the right to write there, or choose another folder with --data-dir.',
    })
  else if (disk.write.ms > SLOW_WRITE_MS)
    findings.push({
      id: 'disk_speed',
      state: 'warn',
      says: `The disk took ${Math.round(disk.write.ms)} ms for one small write, and every message waits for one.`,
      do: 'Close what else is busy with that disk, or move the room to a quicker one with --data-dir.',
    })
  if (disk.network !== null)
    findings.push({
      id: 'folder',
      state: 'warn',
      says: `The room's folder is on a network drive (${disk.network}), where its database can be damaged.`,
      do: 'Move it to a disk of this computer, and start the room with --data-dir.',
    })
  return findings
}

function spaceFinding(free: number, wanted: number): Finding {
  const says = `The disk has ${bytes(free)} left`
  const remedy = 'Free some space, or move the room to a larger disk with --data-dir.'
  if (free < wanted)
    return { id: 'disk', state: 'bad', says: `${says}, less than the ${bytes(wanted)} that uploads need.`, do: remedy }
  if (free < 2 * wanted) return { id: 'disk', state: 'warn', says: `${says}, and uploads end soon.`, do: remedy }
  return { id: 'disk', state: 'ok', says: `${says}, which is enough.`, do: null }
}
