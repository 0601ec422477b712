import { networkInterfaces } from 'node:os'
import process from 'node:process'
import type { RoomOptionsInput } from '../options.ts'
import { type RunningRoom, startServer } from '../start.ts'
import { VERSION } from '../version.ts'

/** However long somebody's upload is: the room is gone by then. */
const CLOSE_MS = 2_800
const SAME_SIGNAL_MS = 500

/** Hosts a room until a signal ends it. */
export async function serve(invocation: { room: RoomOptionsInput; json: boolean }): Promise<void> {
  const say = (event: Record<string, unknown>, lines: string) => {
    process.stdout.write(invocation.json ? `${JSON.stringify(event)}\n` : lines)
  }
  // Whoever reads our output may be gone; the room stays.
  process.stdout.on('error', () => undefined)
  let room: RunningRoom | undefined
  let stoppedAt: number | undefined
  const stop = (signal: NodeJS.Signals) => {
    // One Ctrl+C may come twice: from the terminal, and passed on by npm or timeout.
    if (stoppedAt !== undefined) {
      if (performance.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(130)
      return
    }
    stoppedAt = performance.now()
    say({ event: 'closing', signal }, '\nClosing the room …\n')
    setTimeout(() => process.exit(0), CLOSE_MS).unref()
    if (room) close(room)
  }
  const close = (running: RunningRoom) => {
    running.close().then(
      () => {
        say({ event: 'closed' }, 'Closed. Everything is on the disk.\n')
        process.exit(0)
      },
      (error: unknown) => {
        process.stderr.write(`stuffchat: ${error instanceof Error ? error.message : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  room = await startServer(invocation.room)
  if (stoppedAt !== undefined) {
    close(room)
    return
  }
  say(
    { event: 'listening', url: room.url, port: room.port, data_dir: room.dataDir, version: VERSION },
    greeting(room, invocation.room.host),
  )
  const link = room.invitation()
  if (link !== null) say({ event: 'invitation', link }, await invitation(link))
  if (room.ownerCode !== null) {
    say(
      { event: 'owner_code', code: room.ownerCode },
      `  Owner:   nobody yet. The first to sign up on this machine owns the room, or whoever signs up\n           with this code as their invitation: ${room.ownerCode}\n`,
    )
  }
}

/** The link, and for those who look at a terminal the same to be scanned by a phone across the table. */
async function invitation(link: string): Promise<string> {
  const line = `  Invite:  ${link}\n`
  if (!process.stdout.isTTY) return line
  const { toString } = await import('qrcode')
  // The low level keeps it small; a screen has no stains.
  return `${line}\n${await toString(link, { type: 'terminal', small: true, errorCorrectionLevel: 'L' })}\n`
}

function greeting(room: RunningRoom, host: string | undefined): string {
  const lines = [`Stuffchat ${VERSION}: the room is open. Ctrl+C closes it.`, `  Here:    ${room.url}`]
  if (host === undefined || host === '::' || host === '0.0.0.0') {
    for (const address of lanAddresses()) lines.push(`  LAN:     http://${address}:${room.port}`)
  }
  lines.push(`  Data:    ${room.dataDir}`)
  return `${lines.join('\n')}\n`
}

const lanAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal && address.family === 'IPv4')
    .map((address) => address.address)
