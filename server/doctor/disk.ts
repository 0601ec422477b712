import { open, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import type { Disk } from './facts.ts'

/** As much as a short message takes. */
const WRITTEN_BYTES = 4_096
/** `f_type` of statfs(2) on Linux. FUSE is left out: it may be anything. */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x517b, 'SMB'],
  [0x564c, 'NCP'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
  [0x47504653, 'GPFS'],
])

/** Looks at the disk below the room's folder, and writes a small file there as durably as the room writes. */
export async function examineDisk(dataDir: string, wantedBytes: number, newId: () => string): Promise<Disk> {
  const { bavail, bsize, type } = await statfs(dataDir)
  return {
    freeBytes: bavail * bsize,
    wantedBytes,
    write: await write(dataDir, newId()),
    network: networkOf(dataDir, type),
  }
}

function networkOf(dataDir: string, type: number): string | null {
  if (process.platform === 'win32') return dataDir.startsWith('\\\\') ? 'network' : null
  return process.platform === 'linux' ? (NETWORK_FILE_SYSTEMS.get(type) ?? null) : null
}

async function write(dataDir: string, id: string): Promise<Disk['write']> {
  const path = join(dataDir, `.doctor-${id}`)
  const began = performance.now()
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.write(Buffer.alloc(WRITTEN_BYTES))
      await file.sync()
    } finally {
      await file.close()
      await unlink(path)
    }
    return { ms: performance.now() - began }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
