// `npm run bench [-- --quick] [--only NAME]… [--json FILE] [--dir DIR] [--no-build]`; see README.md.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { fanout } from './fanout.ts'
import { idle } from './idle.ts'
import { latency } from './latency.ts'
import { pages } from './pages.ts'
import { posts } from './posts.ts'
import { busyShare, canPin, pinLoadGenerator } from './process.ts'
import { table, verdictOf } from './report.ts'
import type { Row } from './report.ts'
import type { Bench, Scenario } from './scenario.ts'
import { roomEntry, stripMeasuredFiles } from './servers.ts'
import { start } from './start.ts'
import { transfer } from './transfer.ts'

const TMPFS_MAGIC = 0x01021994
const scenarios: Record<string, Scenario> = { fanout, latency, posts, pages, transfer, idle, start }

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      dir: { type: 'string' },
      'no-build': { type: 'boolean', default: false },
    },
  })
  const names = values.only.length > 0 ? values.only : Object.keys(scenarios)
  const unknown = names.filter((name) => !(name in scenarios))
  if (unknown.length > 0)
    throw new Error(`no such scenario: ${unknown.join()}; there are ${Object.keys(scenarios).join()}`)

  if (!values['no-build']) build()
  if (!existsSync(roomEntry)) throw new Error('there is no build to measure: npm run build')
  stripMeasuredFiles()
  pinLoadGenerator()
  const disk = values.dir ?? diskFolder()
  const bench = { ...folders(disk), quick: values.quick, say: (text: string) => console.error(text) }
  const rows: Row[] = []
  const began = performance.now()
  let noise = 0
  for (const name of names) {
    noise = Math.max(noise, await busyShare(1_000))
    try {
      rows.push(...((await scenarios[name]?.(bench)) ?? []))
    } catch (error) {
      // The others are still worth their time; the exit code tells.
      console.error(`${name} broke:`, error)
      rows.push({ scenario: name, name: 'all of it', unit: '', reason: `it broke: ${String(error)}` })
      process.exitCode = 1
    }
  }

  const cores = canPin() ? 'server on core 0, load generator on core 1' : 'ONE CORE for server and load generator'
  const seconds = Math.round((performance.now() - began) / 1000)
  const machine = `${cpus()[0]?.model ?? 'unknown CPU'} × ${cpus().length}, Node ${process.version}, ${cores}, others up to ${(noise * 100).toFixed(0)} % busy between scenarios`
  console.log(`\n${table(rows)}\n\n${machine}; ${seconds} s${values.quick ? ', quick' : ''}`)
  const json = values.json ?? join(disk, 'stuffchat-bench.json')
  const judged = rows.map((row) => ({ ...row, verdict: verdictOf(row) }))
  writeFileSync(
    json,
    `${JSON.stringify({ date: new Date().toISOString(), machine, quick: values.quick, rows: judged }, null, 2)}\n`,
  )
  console.log(`also in ${json}`)
}

/** Measuring yesterday's build would be worse than waiting a moment. */
function build(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** A temporary folder on a real disk: on a tmpfs, durability would cost nothing. */
function diskFolder(): string {
  const inMemory = statfsSync(tmpdir()).type === TMPFS_MAGIC
  return inMemory ? '/var/tmp' : tmpdir()
}

function folders(disk: string): Pick<Bench, 'folder' | 'cache'> {
  mkdirSync(disk, { recursive: true })
  const own = mkdtempSync(join(disk, 'stuffchat-bench-'))
  process.once('exit', () => rmSync(own, { recursive: true, force: true }))
  const cache = join(disk, 'stuffchat-bench-cache')
  mkdirSync(cache, { recursive: true })
  return {
    cache,
    folder(name) {
      const path = join(own, name)
      mkdirSync(path, { recursive: true })
      return path
    },
  }
}

await main()
