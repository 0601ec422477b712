import { execFileSync } from 'node:child_process'
import { z } from 'zod'

import { createChannel, registerAccounts } from './accounts.ts'
import { must, openHttp, requestBytes } from './http.ts'
import { findNginx, startNginx } from './nginx.ts'
import { memoryBytes, resetPeak } from './process.ts'
import type { Row } from './report.ts'
import type { Bench } from './scenario.ts'
import { startRoom } from './servers.ts'
import type { Server } from './servers.ts'
import { median } from './stats.ts'
import { download, upload } from './stream.ts'

const MiB = 2 ** 20
const BYTES = 256 * MiB
const BOUNDARY = 'bench-boundary-5f2c'

const FileId = z.object({ file_id: z.string() })
const FileUrl = z.object({ file_url: z.string() })

/** 256 MiB up and down; nginx takes the same bytes by PUT and sends them with sendfile. */
export async function transfer(bench: Bench): Promise<Row[]> {
  const folder = bench.folder('transfer')
  await using room = await startRoom(folder, { limits: [`unattached_bytes_per_user=${64 * BYTES}`] })
  const [owner] = await registerAccounts(room.port, 1)
  const token = owner?.token ?? ''
  const channelId = await createChannel(room.port, token, 'bench')
  const put = (bytes: number) => uploadToRoom(room.port, token, bytes)

  // A small one first: what the first upload loads is not what a large one holds.
  await put(MiB)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const rest = memoryBytes(room.pid, 'VmRSS')
  resetPeak(room.pid)

  const rounds = bench.quick ? 3 : 5
  const nginx = findNginx()
  await using reference = 'command' in nginx ? await startNginx(nginx.command, bench.folder('nginx')) : null
  const speeds = { up: emptySpeeds(), down: emptySpeeds() }
  let fileId = ''
  for (let round = 0; round < rounds; round += 1) {
    speeds.up.ours.push(await timed(folder, async () => (fileId = await put(BYTES))))
    if (reference !== null) speeds.up.reference.push(await timed(folder, () => uploadToNginx(reference, round)))
    bench.say(`transfer: up, round ${round + 1} of ${rounds}`)
  }
  const peakUp = memoryBytes(room.pid, 'VmHWM')
  const url = await attach(room.port, token, channelId, fileId)
  for (let round = 0; round < rounds; round += 1) {
    speeds.down.ours.push(await timed(folder, () => fetchAll(room.port, url, token)))
    if (reference !== null) speeds.down.reference.push(await timed(folder, () => fetchAll(reference.port, '/upload0')))
    bench.say(`transfer: down, round ${round + 1} of ${rounds}`)
  }
  const peak = memoryBytes(room.pid, 'VmHWM')
  const over = (bytes: number) => (bytes - rest) / MiB
  return [
    speedRow('256 MiB up', speeds.up, 0.9, nginx),
    speedRow('256 MiB down', speeds.down, 0.4, nginx),
    {
      scenario: 'transfer',
      name: 'peak memory over rest',
      unit: 'MiB',
      ours: over(peak),
      targets: [{ of: 'ours', atMost: 48 }],
      note: `up ${over(peakUp).toFixed(1)} MiB, at rest ${(rest / MiB).toFixed(0)} MiB`,
    },
  ]
}

type Speeds = { ours: number[]; reference: number[] }

function emptySpeeds(): Speeds {
  return { ours: [], reference: [] }
}

function speedRow(name: string, speeds: Speeds, atLeast: number, nginx: ReturnType<typeof findNginx>): Row {
  const [ours, reference] = [median(speeds.ours), median(speeds.reference)]
  const common = { scenario: 'transfer', name, unit: 'MB/s', ours }
  if ('reason' in nginx) return { ...common, reason: nginx.reason }
  return { ...common, reference, ratio: ours / reference, targets: [{ of: 'ratio', atLeast }] }
}

/** MB/s, with the disk quiet before: nobody pays for what the one before left in the page cache. */
async function timed(folder: string, work: () => Promise<unknown>): Promise<number> {
  execFileSync('sync', ['-f', folder])
  const begin = performance.now()
  await work()
  return BYTES / 1e6 / ((performance.now() - begin) / 1000)
}

async function uploadToRoom(port: number, token: string, bytes: number): Promise<string> {
  const part = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="bench.txt"\r\n\r\n`
  const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`)
  const head =
    `POST /api/files HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: multipart/form-data; boundary=${BOUNDARY}\r\n` +
    `Content-Length: ${part.length + bytes + tail.length}\r\n\r\n${part}`
  const answer = await upload(port, Buffer.from(head), bytes, tail)
  return FileId.parse(JSON.parse(answer.body.toString())).file_id
}

/** A new name each time, like the room's: replacing a file would cost freeing the old one. */
async function uploadToNginx({ port }: Server, round: number): Promise<void> {
  const head = `PUT /upload${round} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BYTES}\r\n\r\n`
  await upload(port, Buffer.from(head), BYTES, Buffer.alloc(0))
}

async function attach(port: number, token: string, channelId: string, fileId: string): Promise<string> {
  const http = openHttp(port)
  const body = JSON.stringify({ file_id: fileId })
  const request = requestBytes('POST', `/api/channels/${channelId}/messages`, { token, body })
  const answer = must(await http.request(request))
  http.close()
  return FileUrl.parse(JSON.parse(answer.body.toString())).file_url
}

async function fetchAll(port: number, path: string, token?: string): Promise<void> {
  const bytes = await download(port, requestBytes('GET', path, { token }))
  if (bytes !== BYTES) throw new Error(`a download of ${bytes} bytes instead of ${BYTES}`)
}
