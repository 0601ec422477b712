import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { z } from 'zod'

/** What the stand-in does for one target; in this order, as far as it is given. */
export type Scene = {
  /** Lines of its output. `file` names what the room is told about it. */
  lines?: readonly string[]
  /** Hosts and ports that it asks the proxy for; it prints nothing, the answers are in its run's `asked`. */
  asks?: readonly string[]
  /** Files that it leaves in its folder: copies of these. */
  leaves?: Readonly<Record<string, string>>
  /** Links in its folder to these. */
  links?: Readonly<Record<string, string>>
  complaint?: string
  /** It starts a child of its own, and neither of them ends. */
  hangs?: boolean
  /** It starts a child that leaves its group and holds its output open; with `hangs` it does not end itself. */
  strays?: boolean
  /** Prints without an end. */
  floods?: boolean
  code?: number
}
const Run = z.object({
  pid: z.number(),
  childPid: z.number().nullable(),
  argv: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  cwd: z.string(),
  asked: z.array(z.string()),
})
export type Run = z.infer<typeof Run>

/** A program called `yt-dlp` in a folder of its own: it does what its scenes say, and notes how it was started. */
export type FakeYtdlp = {
  folder: string
  /** A PATH on which it comes first. */
  path: string
  /** Sets what it does for a target; `*` for every other one. */
  scene(target: string, scene: Scene): void
  /** All runs since the begin, in order. */
  runs(): Run[]
  remove(): void
}

const SCRIPT = `#!${process.execPath}
'use strict'
const { spawn } = require('node:child_process')
const { appendFileSync, copyFileSync, readFileSync, symlinkSync } = require('node:fs')
const { request } = require('node:http')
const { join } = require('node:path')
const argv = process.argv.slice(2)
const scenes = JSON.parse(readFileSync(join(__dirname, 'scenes.json'), 'utf8'))
const scene = scenes[argv.at(-1)] ?? scenes['*'] ?? { complaint: 'ERROR: no scene', code: 1 }
const proxy = new URL(argv.find((one) => one.startsWith('--proxy=')).slice('--proxy='.length))
const ask = (target) => new Promise((resolve) => {
  const authorization = 'Basic ' + Buffer.from(decodeURIComponent(proxy.username) + ':' + decodeURIComponent(proxy.password)).toString('base64')
  const asked = request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: target, headers: { 'proxy-authorization': authorization } })
  asked.once('connect', (response, socket) => { socket.destroy(); resolve(target + ' ' + response.statusCode) })
  asked.once('response', (response) => { response.resume(); resolve(target + ' ' + response.statusCode) })
  asked.once('error', (error) => resolve(target + ' ' + error.code))
  asked.end()
})
const main = async () => {
  const starts = (more) => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit', ...more })
  const child = scene.strays ? starts({ detached: true }) : scene.hangs ? starts({}) : null
  if (scene.strays) child.unref()
  const asked = []
  for (const target of scene.asks ?? []) asked.push(await ask(target))
  const run = { pid: process.pid, childPid: child?.pid ?? null, argv, env: process.env, cwd: process.cwd(), asked }
  appendFileSync(join(__dirname, 'runs.jsonl'), JSON.stringify(run) + '\\n')
  for (const line of scene.lines ?? []) console.log(line)
  for (const [name, from] of Object.entries(scene.leaves ?? {})) copyFileSync(from, name)
  for (const [name, to] of Object.entries(scene.links ?? {})) symlinkSync(to, name)
  if (scene.complaint) console.error(scene.complaint)
  process.exitCode = scene.code ?? 0
  if (scene.hangs) setInterval(() => {}, 1000)
  if (scene.floods) for (;;) await new Promise((resolve) => process.stdout.write('x'.repeat(65536) + '\\n', resolve))
}
main()
`

export function fakeYtdlp(): FakeYtdlp {
  const folder = mkdtempSync(join(tmpdir(), 'stuffchat-ytdlp-'))
  const scenes: Record<string, Scene> = {}
  writeFileSync(join(folder, 'scenes.json'), '{}')
  writeFileSync(join(folder, 'yt-dlp'), SCRIPT)
  chmodSync(join(folder, 'yt-dlp'), 0o755)
  return {
    folder,
    path: `${folder}:${process.env['PATH'] ?? ''}`,
    scene(target, scene) {
      scenes[target] = scene
      writeFileSync(join(folder, 'scenes.json'), JSON.stringify(scenes))
    },
    runs() {
      const path = join(folder, 'runs.jsonl')
      const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : []
      return lines.map((line) => Run.parse(JSON.parse(line)))
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What yt-dlp prints about a video, in the form that it is asked for. */
export const aboutLine = (about: object): string => `stuffchat-about ${JSON.stringify(about)}`
export const progressLine = (bytes: number, total: number): string =>
  `stuffchat-progress ${JSON.stringify({ downloaded_bytes: bytes, total_bytes: total })}`
export const fileLine = (path: string): string => `stuffchat-file ${JSON.stringify(path)}`

/** A file of three seconds of a tone, and a picture. */
export function media(folder: string): { song: string; cover: string } {
  const [song, cover] = [join(folder, 'tone.m4a'), join(folder, 'cover.png')]
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=3', '-c:a', 'aac', song]
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...tone])
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=red:size=64x36', '-frames:v', '1', cover])
  return { song, cover }
}

/** Whether a process is there, and no corpse. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
