// Preloaded into both servers for the idle scenario only: SIGUSR2 collects garbage, so that what is compared is what
// an idle socket holds, not what its handshake left behind.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('no gc in this V8')
  process.on('SIGUSR2', () => {
    collect()
    collect()
  })
}
