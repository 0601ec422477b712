import { readFile, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { hostname, networkInterfaces } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { v4 } from 'uuid'
import { z } from 'zod'
import { type Report, askDoctor } from '#protocol/doctor.ts'
import { toTime } from '#protocol/ids.ts'
import { hostOf } from '../doctor/addresses.ts'
import { diagnose } from '../doctor/diagnose.ts'
import { examine } from '../doctor/examine.ts'
import { outsideFinding } from '../doctor/from-outside.ts'
import { probeRoom } from '../doctor/probe.ts'
import { addressesOf } from '../features/admin/addresses.ts'
import { createTokens } from '../features/auth/tokens.ts'
import { demandFreePort } from '../http/listen.ts'
import { Limits } from '../options.ts'
import { openDatabase } from '../storage/database.ts'
import { loadSecrets } from '../storage/secrets.ts'
import { askRoom, dial } from '../tls/dial.ts'

export type DoctorInvocation = {
  kind: 'doctor'
  dataDir: string
  /** A room to be reached from here, as a friend's computer would; null: the one of the data directory. */
  address: string | null
  /** Where a room would listen that does not run. */
  host: string
  port: number
  json: boolean
}

const FIND_MS = 1_500
const ASK_MS = 30_000
const TOKEN_MS = 60_000

/** `doctor`: "can my friends reach me?" Ends with 1 when something is bad. */
export async function doctor(invocation: DoctorInvocation): Promise<void> {
  const report = invocation.address === null ? await ofOwnRoom(invocation) : await fromOutside(invocation.address)
  process.stdout.write(invocation.json ? `${JSON.stringify(report)}\n` : readable(report))
  if (report.findings.some(({ state }) => state === 'bad')) process.exitCode = 1
}

async function fromOutside(address: string): Promise<Report> {
  return {
    at: toTime(Date.now()),
    findings: [outsideFinding(address, await probeRoom(address, null))],
    addresses: [],
  }
}

async function ofOwnRoom({ dataDir, host, port }: DoctorInvocation): Promise<Report> {
  const folder = resolve(dataDir)
  const running = await findRunning(folder)
  // Who can read the folder can speak as anybody: the room itself knows most, so it is asked as its admin.
  const token = running && tokenOfAdmin(folder)
  if (running && token !== null) return ask(running, token)
  const interfaces = networkInterfaces()
  const addresses = addressesOf({ address: running ? '::' : host, port: running?.port ?? port }, interfaces, hostname())
  const facts = await examine({
    room: running
      ? { kind: 'running', bound: null, port: running.port, identity: running.identity, announce: null }
      : { kind: 'stopped', dataDir: folder, port, isPortTaken: !(await isFree(host, port)) },
    dataDir: await existing(folder),
    addresses,
    interfaces,
    contacts: () => null,
    mapping: null,
    setBackMs: null,
    freeDiskBytes: Limits.parse({}).free_disk_bytes,
    wallClock: Date.now,
    newId: () => v4(),
    signal: new AbortController().signal,
  })
  return diagnose(facts, addresses)
}

const Holder = z.object({ port: z.number(), identity: z.string() })

/** The room of this folder, wherever on this machine it listens; null when none runs. */
async function findRunning(folder: string): Promise<{ address: string; port: number; identity: string } | null> {
  const note = await textOf(join(folder, 'lock.json'))
  const roomId = await textOf(join(folder, 'secrets', 'room-id'))
  const holder = note === null ? null : Holder.safeParse(parsed(note)).data
  if (!holder || roomId === null) return null
  const own = Object.values(networkInterfaces()).flatMap((infos) => (infos ?? []).map(({ address }) => address))
  const hosts = ['127.0.0.1', '::1', ...own.filter((address) => !address.includes('%'))]
  const addresses = hosts.map((host) => (host.includes(':') ? `[${host}]:${holder.port}` : `${host}:${holder.port}`))
  const asked = await Promise.all(
    [...new Set(addresses)].map(async (address) => ({
      address,
      // Whoever else is there may say anything of itself, but not prove this key.
      answer: await askRoom(address, { identity: holder.identity, timeoutMs: FIND_MS }),
    })),
  )
  for (const { address, answer } of asked) {
    // A process that was killed leaves its note behind, and another room may have its port now.
    if (answer.ok && answer.health.room_id === roomId) return { address, port: holder.port, identity: answer.identity }
  }
  return null
}

/** A short-lived access token of a login session that an admin has; null when there is none. */
function tokenOfAdmin(folder: string): string | null {
  const sql = openDatabase(folder, 'reader')
  try {
    const session = sql.get<{ id: string; user_id: string }>(
      `SELECT s.id, s.user_id FROM login_sessions s JOIN users u ON u.id = s.user_id
         JOIN user_roles ur ON ur.user_id = u.id JOIN roles r ON r.id = ur.role_id
       WHERE r.name = 'admin' AND u.banned_at IS NULL LIMIT 1`,
    )
    if (!session) return null
    const tokens = createTokens({ ...loadSecrets(folder), accessMs: TOKEN_MS, mediaMs: TOKEN_MS, newId: () => v4() })
    return tokens.signAccess(session.user_id, session.id)
  } finally {
    sql.close()
  }
}

/** Over TLS, to whoever proves the key: the token is an admin's, and another program here may have taken an address. */
async function ask({ address, identity }: { address: string; identity: string }, token: string): Promise<Report> {
  const dialled = await dial(address, { identity, timeoutMs: FIND_MS })
  if (!dialled.ok) throw new Error('The room does not answer any more.')
  const { socket } = dialled
  try {
    const { status, body } = await new Promise<{ status: number; body: string }>((answered, failed) => {
      const asking = request({
        createConnection: () => socket,
        method: askDoctor.method,
        path: askDoctor.path,
        headers: { Authorization: `Bearer ${token}`, Host: hostOf(address) },
        signal: AbortSignal.timeout(ASK_MS),
      })
      asking.once('error', failed)
      asking.once('response', (response) => {
        text(response).then((body) => answered({ status: response.statusCode ?? 0, body }), failed)
      })
      asking.end()
    })
    if (status !== 200) throw new Error(`The room does not let its doctor look (${status}).`)
    return askDoctor.response.parse(parsed(body)).report
  } finally {
    socket.destroy()
  }
}

async function isFree(host: string, port: number): Promise<boolean> {
  try {
    await demandFreePort(host, port)
    return true
  } catch {
    // Its sentence is for somebody who starts a room.
    return false
  }
}

/** The folder, or the one in which it would be made. */
async function existing(folder: string): Promise<string> {
  try {
    await stat(folder)
    return folder
  } catch {
    // Not made yet.
    return folder === dirname(folder) ? folder : existing(dirname(folder))
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch {
    // Not there: no room has run here, or none runs now.
    return null
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Half written.
    return null
  }
}

const WORDS = { bad: 'BAD ', warn: 'WARN', unknown: '?   ', ok: 'ok  ' } as const

const readable = ({ findings }: Report): string =>
  findings
    .map(({ state, says, do: remedy }) => `${WORDS[state]}  ${says}\n${remedy === null ? '' : `      ${remedy}\n`}`)
    .join('')
