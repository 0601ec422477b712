import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect } from '@playwright/test'
import { RATE, pcm, song } from './bursts.ts'
import { Pulse } from './pulse.ts'
import { Recording } from './recording.ts'

/** By hand: `UNISON_CLIENTS=4`. */
export const CLIENTS = Number(process.env['UNISON_CLIENTS'] ?? 2)

export type Sound = { pulse: Pulse; recording: Recording }

export const test = base.extend<{
  folder: string
  sound: Sound
  /** The song of that many seconds, as a file: FLAC, which changes no sample. */
  songFile: (seconds: number) => Promise<Uint8Array<ArrayBuffer>>
}>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'stuffchat-unison-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  // oxlint-disable-next-line no-empty-pattern -- As said.
  sound: async ({}, use) => {
    await using pulse = await Pulse.start(CLIENTS)
    await using recording = await Recording.start(pulse)
    await use({ pulse, recording })
  },
  songFile: async ({ folder }, use) => {
    await use(async (seconds) => {
      const path = join(folder, `${seconds}.flac`)
      const format = ['-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', '-']
      const encoder = spawn('ffmpeg', ['-v', 'error', '-y', ...format, path], { stdio: ['pipe', 'inherit', 'inherit'] })
      const ended = once(encoder, 'exit')
      encoder.stdin.end(pcm(song(seconds)))
      await ended
      return new Uint8Array(await readFile(path))
    })
  },
})
export { expect }
