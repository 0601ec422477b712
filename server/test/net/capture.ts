import { setTimeout as sleep } from 'node:timers/promises'
import type { Running } from './process.ts'

/** Every IP packet that an interface of a host sees, the loopback's too. */
export type Capture = {
  /** Where packets were sent until now: `address` or `address.port`, each once, with the first line that shows it. */
  destinations(): Map<string, string>
  /** Waits until packets that were sent before have been read, then ends. */
  stop(): Promise<void>
}

/** `eth0  Out IP 10.77.0.2.5353 > 224.0.0.251.5353: UDP, length 300`; ICMP has no ports. */
const PACKET = /\bIP6? (?<from>\S+) > (?<to>[0-9a-f.:]+?): /

/** For a tcpdump that has been started with `-nn`. */
export async function startCapture(tcpdump: Running): Promise<Capture> {
  await tcpdump.complains(/listening on/)
  return {
    destinations() {
      const found = new Map<string, string>()
      for (const { text } of tcpdump.lines.filter((line) => line.text !== '')) {
        const to = PACKET.exec(text)?.groups?.['to']
        // A line that cannot be read must not look like silence.
        if (to === undefined) throw new Error(`tcpdump says what this cannot read: ${text}`)
        if (!found.has(to)) found.set(to, text)
      }
      return found
    },
    async stop() {
      await sleep(300)
      tcpdump.kill('SIGINT')
      await tcpdump.ended
    },
  }
}

/** The address of a destination, without the port that tcpdump puts behind a dot. */
export function addressOf(destination: string): string {
  if (destination.includes(':')) return destination.replace(/\.\d+$/, '')
  return destination.split('.').slice(0, 4).join('.')
}
