import { readFile } from 'node:fs/promises'

/** One system call as `strace -f -y` wrote it down. Begin and end are lines of the trace: they order all threads. */
export type Call = {
  name: string
  /** All arguments as text; a descriptor stands as `7</path/of/it>`. */
  text: string
  begin: number
  end: number
  ok: boolean
}

const WHOLE = /^(\d+)\s+(\w+)\((.*)\)\s+= (-?\d+|0x[0-9a-f]+)/s
const UNFINISHED = /^(\d+)\s+(\w+)\((.*) <unfinished \.\.\.>$/s
const RESUMED = /^(\d+)\s+<\.\.\. (\w+) resumed>(.*)\)\s+= (-?\d+|0x[0-9a-f]+)/s

/** Reads a trace; a call that another thread's call interrupts is put together again. */
export async function readCalls(path: string): Promise<Call[]> {
  const calls: Call[] = []
  const open = new Map<string, { text: string; begin: number }>()
  const lines = (await readFile(path, 'latin1')).split('\n')
  for (const [at, line] of lines.entries()) {
    const unfinished = UNFINISHED.exec(line)
    if (unfinished) {
      open.set(unfinished[1] ?? '', { text: unfinished[3] ?? '', begin: at })
      continue
    }
    const resumed = RESUMED.exec(line)
    const found = resumed ?? WHOLE.exec(line)
    if (!found) continue
    const [, thread = '', name = '', text = '', result = ''] = found
    const start = resumed ? open.get(thread) : undefined
    open.delete(thread)
    calls.push({
      name,
      text: (start?.text ?? '') + text,
      begin: start?.begin ?? at,
      end: at,
      ok: !result.startsWith('-'),
    })
  }
  return calls.toSorted((one, other) => one.begin - other.begin)
}

const WRITES = new Set(['write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'sendto', 'sendmsg'])
const SYNCS = new Set(['fsync', 'fdatasync'])

/** The path (or `socket:[…]`) of the descriptor that is the call's first argument. */
const target = ({ text }: Call): string => /^\d+<([^>]*)>/.exec(text)?.[1] ?? ''

export const isSync = (path: string | RegExp) => (call: Call) =>
  SYNCS.has(call.name) && call.ok && fits(target(call), path)
export const isWriteTo = (path: string | RegExp) => (call: Call) => WRITES.has(call.name) && fits(target(call), path)
export const isRename = (from: RegExp) => (call: Call) =>
  call.name.startsWith('rename') && call.ok && from.test(call.text)
export const isOnSocket = isWriteTo(/^(?:socket|TCP)/)

const fits = (found: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? found === wanted : wanted.test(found)
