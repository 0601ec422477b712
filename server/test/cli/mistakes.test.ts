import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { contentsOf, freshFolder } from '../storage/folder.ts'
import { QUICK, command, run, stop } from './command.ts'
import type { CommandOptions } from './command.ts'

const ONE_LINE = /^stuffchat: [^\n]+\n$/

/** Runs what must not run: exit 1, one line on standard error, nothing on standard output, no folder. */
async function mistake(args: readonly string[], options?: CommandOptions): Promise<string> {
  const dataDir = join(freshFolder(), 'room')
  const { code, signal, out, err } = await run([...QUICK, '--data-dir', dataDir, ...args], options)
  expect({ code, signal, out, err }).toEqual({ code: 1, signal: null, out: '', err: expect.stringMatching(ONE_LINE) })
  expect(existsSync(dataDir)).toBe(false)
  return err
}

test.each<[string, string[], RegExp]>([
  ['an unknown option', ['--colour', 'red'], /--colour/],
  ['an unknown short option', ['-x'], /-x/],
  ['an unknown command', ['serve'], /"serve"/],
  ['an option without its value', ['--name'], /--name/],
  ['an option whose value looks like an option', ['--port', '--open'], /--port/],
  ['a flag with a value', ['--open=yes'], /--open/],
  ['a port that is none', ['--port', 'http'], /--port/],
  ['a port out of range', ['--port', '65536'], /--port/],
  ['a port below zero', ['--port=-1'], /--port/],
  ['a port with a fraction', ['--port', '80.5'], /--port/],
  ['an empty port', ['--port='], /--port/],
  ['a blank name', ['--name', '  '], /--name/],
  ['a name too long', ['--name', 'x'.repeat(101)], /--name/],
  ['an origin that is none', ['--origin', 'chat.example.org'], /--origin/],
  ['an origin without a host', ['--origin', 'mailto:olga@example.org'], /origin/],
  ['a certificate without its key', ['--tls-cert', 'cert.pem'], /--tls-key/],
  ['a certificate that is not there', ['--tls-cert', 'gone.pem', '--tls-key', 'gone.key'], /gone\.pem/],
  ['a proxy that is no range', ['--trusted-proxy', '10.0.0.0/99'], /10\.0\.0\.0\/99/],
  ['a fetch that is no range', ['--allow-fetch', 'everything'], /everything/],
  ['a cost too low', ['--password-cost', '1'], /--password-cost/],
  ['a cost too high', ['--password-cost', '30'], /--password-cost/],
  ['an unknown limit', ['--limit', 'patience=1'], /"patience"/],
  ['a limit that every object has', ['--limit', 'constructor=1'], /"constructor"/],
  ['a limit without a value', ['--limit', 'emojis'], /"emojis"/],
  ['a limit with an empty value', ['--limit', 'emojis='], /emojis/],
  ['a limit that is no number', ['--limit', 'emojis=many'], /emojis/],
  ['a limit below zero', ['--limit', 'emojis=-1'], /emojis/],
  ['a limit that is infinite', ['--limit', 'emojis=Infinity'], /emojis/],
  ['a rate of nothing', ['--limit', 'send_per_second=0'], /send_per_second/],
  ['rates that are neither on nor off', ['--limit', 'rates=perhaps'], /rates/],
  ['an unknown log level', ['--log-level', 'loud'], /--log-level/],
  ['both kinds of registration', ['--open', '--invite-only'], /--open.*--invite-only/],
  ['an address that is not ours', ['--host', '192.0.2.77'], /192\.0\.2\.77/],
  ['a backup to nowhere', ['backup'], /backup DIR/],
  ['a restore from two places', ['restore', 'one', 'two'], /restore DIR/],
])('%s: one clear line, exit 1, nothing touched', async (_what, args, named) => {
  expect(await mistake(args)).toMatch(named)
})

test('a variable that happens to be called STUFFCHAT_VERSION does not keep the room from starting', async () => {
  const dataDir = join(freshFolder(), 'room')
  await using room = command([...QUICK, '--json', '--data-dir', dataDir], { env: { STUFFCHAT_VERSION: '0.1.0' } })
  expect((await room.listening()).data_dir).toBe(dataDir)
})

test('a port that is taken is told before anything is touched', async () => {
  await using room = command([...QUICK, '--json', '--data-dir', join(freshFolder(), 'room')])
  const { port } = await room.listening()
  expect(await mistake(['--port', String(port)])).toContain(`Port ${port} is taken.`)
  const stranger = createServer().listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  const address = stranger.address()
  const taken = typeof address === 'object' && address !== null ? address.port : 0
  expect(await mistake(['--port', String(taken)])).toContain(`Port ${taken} is taken.`)
  stranger.close()
})

test('a folder in use names the process and its port; the room that has it goes on', async () => {
  const dataDir = join(freshFolder(), 'room')
  await using room = command([...QUICK, '--json', '--data-dir', dataDir])
  const { port, url } = await room.listening()
  const { code, out, err } = await run([...QUICK, '--data-dir', dataDir])
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(ONE_LINE)
  expect(err).toContain(`in use by another room (process ${room.pid}, port ${port})`)
  expect((await fetch(`${url}/api/health`)).status).toBe(200)
  expect((await stop(room)).code).toBe(0)
})

test('a folder of a newer version is left as it is', async () => {
  const dataDir = join(freshFolder(), 'room')
  {
    await using room = command([...QUICK, '--json', '--data-dir', dataDir])
    await room.listening()
    await stop(room)
  }
  {
    using database = new DatabaseSync(join(dataDir, 'stuffchat.db'))
    database.exec('PRAGMA user_version = 999')
  }
  const before = contentsOf(dataDir)
  for (const args of [[], ['--grant-admin', 'olga'], ['backup', join(freshFolder(), 'copy')]]) {
    const { code, out, err } = await run([...QUICK, '--data-dir', dataDir, '--name', 'Other', ...args])
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(ONE_LINE)
    expect(err).toContain('newer version')
    expect(contentsOf(dataDir)).toEqual(before)
  }
})

test('a folder that is a file, or in one, is told', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'file'), 'a file')
  for (const dataDir of [join(folder, 'file'), join(folder, 'file', 'room')]) {
    const { code, out, err } = await run([...QUICK, '--data-dir', dataDir])
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(ONE_LINE)
    expect(err).toContain(`The folder ${dataDir} cannot be written to`)
  }
  expect(readdirSync(folder)).toEqual(['file'])
})

test('an empty --data-dir is refused, for every command', async () => {
  const cwd = freshFolder()
  mkdirSync(join(cwd, 'there'))
  for (const args of [[], ['backup', 'copy'], ['restore', 'there'], ['--grant-admin', 'olga']]) {
    const { code, out, err } = await run([...QUICK, '--data-dir=', ...args], { cwd })
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(ONE_LINE)
    expect(err).toContain('--data-dir')
    expect(readdirSync(cwd)).toEqual(['there'])
  }
})
