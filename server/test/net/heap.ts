import process from 'node:process'

/**
 * `--import` this with `--expose-gc`, and at SIGUSR2 a process says on standard error what is left of its memory after a
 * collection. What the system counts for it grows with garbage: V8 lets a busy process have 128 MiB of young objects.
 */
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  process.stderr.write(`kept ${heapUsed + external}\n`)
})
