/** Runs in the child process of process.ts: a room that tells its memory when asked and closes when its parent leaves. */
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer } from '../../start.ts'
import { RoomOptions } from '../../options.ts'

process.removeAllListeners('warning')
const room = await startServer(RoomOptions.parse(JSON.parse(process.argv[2] ?? '{}')))

/** Twice, with a moment between: finalisers free what only they hold. */
async function collect(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    globalThis.gc?.()
    await sleep(50)
  }
}
process.on('message', () => {
  void collect().then(() => {
    const { rss, heapUsed, external } = process.memoryUsage()
    process.send?.({ memory: { rss, heapUsed, external } })
  })
})
process.on('disconnect', () => void room.close().then(() => process.exit(0)))
process.send?.({ listening: { url: room.url, port: room.port } })
