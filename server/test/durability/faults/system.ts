import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Runs a command; throws with what it said when it fails. */
export function system(command: string, ...args: string[]): void {
  const { error, status, stderr } = spawnSync(command, args)
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.toString().trim()}`)
}

/** A folder of its own file system, with so much space. */
export type SmallDisk = AsyncDisposable & { path: string }

export async function mountSmallDisk(mebibytes: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'stuffchat-disk-'))
  try {
    system('mount', '-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=700`, 'stuffchat-test', path)
  } catch (error) {
    await rm(path, { recursive: true, force: true })
    throw error
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      // Lazily: a process that a failed test left behind must not keep it.
      system('umount', '--lazy', path)
      await rm(path, { recursive: true, force: true })
    },
  }
}

/** Why file systems cannot be mounted here; null when they can. */
export async function whyNoMounts(): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'mounting a file system needs root on Linux'
  try {
    await using disk = await mountSmallDisk(1)
    await mkdir(join(disk.path, 'probe'))
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Why the limits of a process cannot be changed here; null when they can. */
export function whyNoLimits(): string | null {
  try {
    system('prlimit', '--version')
    readdirSync('/proc/self/fd')
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Takes the last byte of a disk; gives what frees it all again. */
export function fill(folder: string): () => void {
  const path = join(folder, 'ballast')
  const file = openSync(path, 'w')
  try {
    for (const size of [65_536, 4_096, 1]) while (fits(file, size)) continue
  } finally {
    closeSync(file)
  }
  return () => rmSync(path)
}

function fits(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size)) === size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false
    throw error
  }
}

/** The lowest descriptor that a process has free once it is at rest: as its limit, it gets no other. */
export async function lowestFree(pid: number): Promise<number> {
  let before = -1
  for (let same = 0; same < 5;) {
    const taken = new Set(readdirSync(`/proc/${pid}/fd`).map(Number))
    let free = 0
    while (taken.has(free)) free += 1
    same = free === before ? same + 1 : 0
    before = free
    await sleep(40)
  }
  return before
}

/** How many descriptors a process may have now. */
export function descriptorLimit(pid: number): number {
  const soft = /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]
  if (soft === undefined) throw new Error(`no limit of open files in /proc/${pid}/limits`)
  return Number(soft)
}
