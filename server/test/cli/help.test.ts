import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Limits } from '../../options.ts'
import { VERSION } from '../../version.ts'
import { freshFolder } from '../storage/folder.ts'
import { run } from './command.ts'

const OPTIONS = [
  '--host H',
  '--port N',
  '--data-dir D',
  '--backup-dir D',
  '--name TEXT',
  '--open',
  '--invite-only',
  '--tls-cert FILE',
  '--tls-key FILE',
  '--origin URL',
  '--trusted-proxy CIDR',
  '--allow-fetch CIDR',
  '--private-files',
  '--password-cost LOG2N',
  '--limit NAME=VALUE',
  '--no-announce',
  '--log-level L',
  '--json',
  '--grant-admin USER',
  '--help',
  '--version',
  '--known ADDRESS',
  '--for SECONDS',
  'discover [--json]',
  'backup DIR',
  'restore DIR',
]

test.each(['--help', '-h'])(
  '%s tells every option and every limit with its default, and starts nothing',
  async (flag) => {
    const dataDir = join(freshFolder(), 'room')
    const { code, out, err } = await run([flag, '--data-dir', dataDir, '--port', '0'])
    expect([code, err]).toEqual([0, ''])
    expect(OPTIONS.filter((option) => !out.includes(`  ${option}`) && !out.includes(` ${option}`))).toEqual([])
    const missing = Object.entries(Limits.parse({})).filter(([name, value]) => !out.includes(`  ${name}=${value} `))
    expect(missing.filter(([name, value]) => !out.includes(`  ${name}=${value}\n`))).toEqual([])
    expect(out.split('\n').filter((line) => line.length > 160)).toEqual([])
    expect(existsSync(dataDir)).toBe(false)
  },
)

test('--help says where data lies when nothing is said', async () => {
  const folder = freshFolder()
  const { out } = await run(['--help'], { env: { XDG_DATA_HOME: folder, HOME: folder, APPDATA: folder } })
  expect(out).toContain(`(default: ${folder}`)
})

test.each(['--version', '-v'])('%s is the version alone', async (flag) => {
  expect(await run([flag])).toEqual({ code: 0, signal: null, out: `${VERSION}\n`, err: '' })
})
