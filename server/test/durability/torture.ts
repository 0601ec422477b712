import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { torture } from './torture/run.ts'
import type { Tally } from './torture/run.ts'

const { values } = parseArgs({
  options: { cycles: { type: 'string', default: '300' }, seed: { type: 'string', default: String(Date.now() % 1e6) } },
})
const cycles = Number(values.cycles)
const seed = Number(values.seed)
if (!Number.isSafeInteger(cycles) || cycles < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write('usage: npm run torture -- [--cycles 300] [--seed N]\n')
  process.exit(1)
}

const dataDir = await mkdtemp(join(tmpdir(), 'stuffchat-torture-'))
const began = performance.now()
const say = (text: string) => process.stdout.write(`${text}\n`)
const line = ({ cycles: done, killedStarting, acknowledged, uploads, accounts, findings }: Tally) =>
  `${done} cycles (${killedStarting} killed while starting), ${acknowledged} acknowledged messages, ${uploads} uploads, ` +
  `${accounts} accounts: lost ${findings.count('lost')}, doubled ${findings.count('doubled')}, gaps ${findings.count('gap')}, ` +
  `wrong ${findings.count('wrong')}, disk ${findings.count('disk')}, unexpected ${findings.count('unexpected')}`

say(`torture: ${cycles} cycles, seed ${seed}, in ${dataDir}`)
let said = 0
const tally = await torture({
  dataDir,
  cycles,
  seed,
  fullEvery: 20,
  onCycle(now) {
    for (const sentence of now.findings.sentences.slice(said)) say(`  ${sentence}`)
    said = now.findings.sentences.length
    if (now.cycles % 10 === 0) say(`  ${Math.round((performance.now() - began) / 1000)} s: ${line(now)}`)
  },
})
const failed = tally.findings.count() > 0 || tally.cycles < cycles
say(`torture: ${failed ? 'FAILED' : 'ok'}: ${line(tally)}`)
// What is wrong is looked for in the folder.
if (failed) process.exitCode = 1
else await rm(dataDir, { recursive: true, force: true })
