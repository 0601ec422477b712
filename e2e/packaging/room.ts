import { spawn } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { z } from 'zod'

const LogLine = z.looseObject({ level: z.number(), event: z.string() })
const Listening = z.object({ event: z.literal('listening'), url: z.url() })

/** Starts the room of an extracted package with plain Node, without anything of this project around it. */
export async function startPackedRoom(app: string, dataDir: string) {
  const args = ['--host', '127.0.0.1', '--port', '0', '--no-announce', '--data-dir', dataDir, '--json']
  const own = Object.entries(process.env).filter(([name]) => !/^(?:STUFFCHAT_|NODE_)/.test(name))
  const child = spawn(process.execPath, [join(app, 'dist/server/cli.js'), ...args], {
    cwd: dataDir,
    env: Object.fromEntries(own),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const first = await lines.next()
  if (first.done === true) throw new Error(`The room ended with ${await ended}: ${said}`)
  return {
    url: Listening.parse(JSON.parse(first.value)).url,
    /** Ends it as its host would; its exit code and its log. */
    async stop() {
      child.kill('SIGTERM')
      const code = await ended
      const lines = said.split('\n').filter((line) => line !== '')
      return { code, log: lines.map((line) => LogLine.parse(JSON.parse(line))) }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
