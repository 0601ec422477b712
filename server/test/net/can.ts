import { spawnSync } from 'node:child_process'
import process from 'node:process'

/** Why no network can be made here, as a reason to print after `NOT RUN:`; null when one can. */
export function whyNoNet(tools: readonly string[] = []): string | null {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  const missing = ['ip', 'nft', 'tcpdump', ...tools].filter(
    (tool) => spawnSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' }).status !== 0,
  )
  if (missing.length > 0) return `there is no ${missing.join(', no ')} on this machine`
  // A container may be root and still not be allowed to.
  const tried = spawnSync('unshare', ['-n', 'ip', 'link', 'add', 'tried', 'type', 'bridge'], { encoding: 'utf8' })
  return tried.status === 0 ? null : `a namespace cannot be made here: ${tried.stderr.trim()}`
}

/** As `whyNoNet`, and says so once, for a whole file of tests. */
export function needsNet(what: string, tools?: readonly string[]): boolean {
  const reason = whyNoNet(tools)
  if (reason !== null) console.log(`NOT RUN: ${what} (${reason})`)
  return reason === null
}
