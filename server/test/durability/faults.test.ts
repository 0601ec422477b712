import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { descriptorLimit, fill, lowestFree, mountSmallDisk, system, whyNoLimits, whyNoMounts } from './faults/system.ts'
import { createTrial, untilWell } from './faults/trial.ts'
import type { Attempt, Kind, Trial } from './faults/trial.ts'
import { spawnServer } from './process.ts'
import { inspectDisk } from './torture/disk.ts'
import { createFindings } from './torture/findings.ts'

const noMounts = await whyNoMounts()
const noLimits = whyNoLimits()
if (noMounts !== null) console.log(`NOT RUN: full disk and read-only folder (${noMounts})`)
if (noLimits !== null) console.log(`NOT RUN: failing writes and no descriptors left (${noLimits})`)

type Fault = {
  dataDir: string
  /** What cannot work while it lasts. */
  refused: readonly Kind[]
  /** Makes it begin; gives what ends it. */
  begin(pid: number): (() => void) | Promise<() => void>
  /** What reads may say beside 200 while it lasts. */
  readsMaySay?: number
  /** Something that is used for the first time while it lasts must work afterwards. */
  isWarm?: boolean
}

/** Before, during, after and after a restart: refusals are honest, and nothing else suffers. */
async function suffer({ dataDir, refused, begin, readsMaySay, isWarm = true }: Fault): Promise<void> {
  const limits = { free_disk_bytes: 0 }
  await using server = spawnServer({ dataDir, limits })
  const { url } = await server.listening
  const trial = await createTrial(url)
  if (isWarm) await untilWell(trial, 0)
  // Connections for what is to come: there may be no new ones.
  await Promise.all(Array.from({ length: 6 }, () => trial.reads()))

  const end = await begin(server.pid)
  const during: Attempt[] = []
  try {
    for (let n = 0; n < 5; n += 1) during.push(...(await trial.round()))
    expect(new Set(during.filter(isDishonest).map(({ kind, status, said }) => `${kind}: ${status} ${said}`))).toEqual(
      new Set(),
    )
    for (const kind of refused)
      expect(during.filter((one) => one.kind === kind).map(({ status }) => status)).not.toContain(200)
    const read = await trial.reads()
    expect(read.filter((status) => status !== 200 && status !== readsMaySay)).toEqual([])
    expect(server.running).toBe(true)
  } finally {
    end()
  }
  await untilWell(trial, 3_000)
  expect(await trial.reads()).toEqual([200, 200, 200, 200])

  await trial.check(url)
  await trial.close()
  server.kill('SIGTERM')
  expect(await server.ended).toEqual({ code: 0, signal: null })
  expect(bugs(server.log())).toEqual([])
  await checkRestarted(dataDir, trial)
}

const isDishonest = ({ status, isFailure }: Attempt) =>
  !(status === 200 || ((status === 503 || status === 507) && isFailure))

/** A disk that fails is no bug of the room's. */
const bugs = (log: string) => log.split('\n').filter((line) => line.includes('"event":"bug"'))

async function checkRestarted(dataDir: string, trial: Trial): Promise<void> {
  await using server = spawnServer({ dataDir })
  await trial.check((await server.listening).url)
  server.kill('SIGKILL')
  await server.ended
  const findings = createFindings()
  inspectDisk(dataDir, findings)
  expect(findings.sentences).toEqual([])
  expect(await readdir(join(dataDir, 'tmp')).catch(() => [])).toEqual([])
}

const ALL: readonly Kind[] = ['message', 'chat_message', 'upload', 'setting', 'registration']

describe.skipIf(noMounts !== null)('on a disk of its own', () => {
  test('a full disk: everything is refused, reads go on, and space is enough to recover', async () => {
    await using disk = await mountSmallDisk(16)
    await suffer({ dataDir: join(disk.path, 'room'), refused: ALL, begin: () => fill(disk.path) })
  })

  test('a read-only folder: no new files, and what is acknowledged is kept', async () => {
    await using disk = await mountSmallDisk(16)
    const dataDir = join(disk.path, 'room')
    await mkdir(dataDir)
    const begin = () => {
      // The files that are open stay writable; everything that is opened from now on is not.
      system('mount', '--bind', dataDir, dataDir)
      system('mount', '-o', 'remount,bind,ro', dataDir)
      return () => system('umount', '--lazy', dataDir)
    }
    await suffer({ dataDir, refused: ['upload', 'setting'], begin })
  })
})

describe.skipIf(noLimits !== null)('with the limits of its process changed', () => {
  test('every write fails: everything is refused, reads go on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stuffchat-faults-'))
    const begin = (pid: number) => {
      // RLIMIT_FSIZE strikes files that are open already, too: EFBIG.
      system('prlimit', '--pid', String(pid), '--fsize=0:')
      return () => system('prlimit', '--pid', String(pid), '--fsize=unlimited:')
    }
    try {
      await suffer({ dataDir: join(folder, 'room'), refused: ALL, begin })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  for (const isWarm of [true, false]) {
    const when = isWarm ? '' : ', from the first upload on'
    test(`no descriptors left${when}: no new files, messages go on`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'stuffchat-faults-'))
      const begin = async (pid: number) => {
        const before = descriptorLimit(pid)
        const limit = (soft: number) => system('prlimit', '--pid', String(pid), `--nofile=${soft}:`)
        limit(await lowestFree(pid))
        return () => limit(before)
      }
      try {
        const refused: readonly Kind[] = ['upload', 'setting']
        await suffer({ dataDir: join(folder, 'room'), refused, begin, readsMaySay: 503, isWarm })
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    })
  }
})
