import { accessSync, constants, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import process from 'node:process'
import type { Route } from '#protocol/route.ts'
import { finishRestore } from './backup/swap.ts'
import type { Discovery } from './discovery/browse.ts'
import type { DiscoveryOptions } from './discovery/here.ts'
import { demandFreePort } from './http/listen.ts'
import { createLog } from './log.ts'
import { RoomOptions, type RoomOptionsInput } from './options.ts'
import { openRoom } from './room.ts'
import { fsyncFolderSync } from './storage/durable.ts'
import { demandEngine } from './storage/engine.ts'
import { DataDirInUse, type DataDirLock, acquireLock } from './storage/lock.ts'
import { migrate } from './storage/migrate.ts'
import { migrations } from './storage/migrations/list.ts'
import { loadSecrets, ownerCode } from './storage/secrets.ts'
import { openSettings } from './storage/settings.ts'
import { readOwnCertificate } from './tls/own-certificate.ts'
import { VERSION } from './version.ts'

/** A room that runs. */
export type RunningRoom = {
  /** As this machine itself reaches it. */
  url: string
  port: number
  dataDir: string
  /** The one-time owner code, until there is an owner. */
  readonly ownerCode: string | null
  /** Of the key that it shows on TLS (server/tls/identity.ts). */
  readonly identity: string | null
  /** A link for everybody; null where one needs a code of one's own, and where nobody else could follow it. */
  invitation(): string | null
  /** Everybody who is connected now, each once. */
  people(): Promise<{ username: string; in_call: boolean }[]>
  /** Every route that it serves. */
  routes: readonly Route[]
  /** Tells the clients, lets requests under way finish, checkpoints the log. May be called twice. */
  close(): Promise<void>
}

/**
 * Starts a room: the one way in. Rejects, with nothing touched and nothing left running, with a sentence that a person
 * can act on (folder in use or too new or not writable, port taken).
 */
export async function startServer(input: RoomOptionsInput): Promise<RunningRoom> {
  const options = readOptions(input)
  const dataDir = resolve(options.dataDir)
  // All that can be refused beforehand is, so that a refusal leaves no trace.
  demandEngine()
  const ownCertificate = readOwnCertificate(options, Date.now())
  await demandFreePort(options.host, options.port)
  const lock = lockFolder(dataDir)
  try {
    // A restore that was broken off is played out before anything of the room is opened.
    finishRestore(dataDir)
    const settings = openSettings(dataDir)
    await migrate(dataDir, migrations)
    const secrets = loadSecrets(dataDir)
    const { name, inviteOnly, guests, mapPort } = options
    if ([name, inviteOnly, guests, mapPort].some((value) => value !== undefined)) {
      await settings.update({
        ...(name === undefined ? {} : { name }),
        ...(inviteOnly === undefined ? {} : { invite_only: inviteOnly }),
        ...(guests === undefined ? {} : { guests }),
        ...(mapPort === undefined ? {} : { port_mapping: mapPort }),
      })
    }
    const code = ownerCode(dataDir)
    const log = createLog(options.logLevel)
    const room = await openRoom({
      options: { ...options, dataDir },
      log,
      secrets,
      settings,
      ownerCode: code,
      ownCertificate,
    })
    lock.describe({ pid: process.pid, port: room.port, version: VERSION, identity: room.identity })
    log.info({ event: 'listening', port: room.port })
    let closing: Promise<void> | undefined
    return {
      url: room.url,
      port: room.port,
      identity: room.identity,
      dataDir,
      routes: room.routes,
      invitation: room.invitation,
      people: room.people,
      get ownerCode() {
        return code.read()
      },
      close() {
        closing ??= room.close().finally(() => {
          lock.release()
          log.info({ event: 'closed' })
        })
        return closing
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * `--server-only` of the desktop app: the whole command line. Resolves when it has done what it says, which for a room
 * is never: a signal ends that, and the process with it. Rejects with a sentence.
 */
export async function runCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const [{ readArguments }, { run }] = await Promise.all([import('./cli/arguments.ts'), import('./cli/run.ts')])
  const { kind } = readArguments(argv, env, process.platform)
  await run(argv, env)
  if (kind === 'serve') await new Promise(() => undefined)
}

/** For the desktop app, which speaks to rooms by TLS only and looks at their keys first; loaded when it is needed. */
export async function loadDial() {
  const { dial } = await import('./tls/dial.ts')
  return dial
}

/** Looks for rooms on this machine's networks, and tells of every change, until it is closed. */
export async function startDiscovery(options: DiscoveryOptions): Promise<Discovery> {
  const { lookAround } = await import('./discovery/here.ts')
  return lookAround(options)
}

/** Puts a backup in place of a room that is not running; rejects with a sentence, and the room is as it was. */
export async function restoreRoom(options: { dataDir: string; source: string }): Promise<void> {
  const { restoreRoom: restore } = await import('./backup/restore.ts')
  await restore(options)
}

function lockFolder(dataDir: string): DataDirLock {
  try {
    const made = mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    if (made !== undefined) fsyncFolderSync(dirname(made))
    accessSync(dataDir, constants.W_OK)
    return acquireLock(dataDir)
  } catch (error) {
    if (error instanceof DataDirInUse) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The folder ${dataDir} cannot be written to (${reason}). Choose another with --data-dir.`, {
      cause: error,
    })
  }
}

function readOptions(input: RoomOptionsInput): RoomOptions {
  const parsed = RoomOptions.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Error(`The option ${issue?.path.join('.') ?? ''} is not right: ${issue?.message ?? ''}.`)
}
