import { askRouter } from './ask.ts'
import { type Lease, type Probe, doubleNat, refused } from './lease.ts'
import { type MapQuestion, NONCE_BYTES, encodeAnnounce, encodeMap, readAnnounce, readMap } from './pcp-packets.ts'

/** Section 7.4. */
const SUCCESS = 0
const NETWORK_FAILURE = 7
const REFUSALS: Readonly<Record<number, string>> = {
  1: 'it speaks another version of PCP',
  2: 'not allowed',
  8: 'it has no room for more',
  10: 'this computer has too many already',
  12: 'the packets go through another router before',
}

/** Port Control Protocol, RFC 6887: what NAT-PMP became. */
export const probePcp =
  (randomBytes: (size: number) => Buffer): Probe =>
  async (gateway, heard) => {
    const nonce = randomBytes(NONCE_BYTES)
    let last: Lease | null = null
    const announced = await askRouter(gateway, encodeAnnounce(gateway.own), readAnnounce, heard)
    if (announced.result !== SUCCESS) throw refused(REFUSALS[announced.result] ?? `PCP ${announced.result}`)

    const ask = async (port: number, lifetimeS: number, abort: AbortSignal) => {
      const question: MapQuestion = {
        own: gateway.own,
        nonce,
        port,
        suggestedPort: last?.externalPort ?? port,
        suggestedAddress: last?.externalAddress ?? '0.0.0.0',
        lifetimeS,
      }
      return askRouter(gateway, encodeMap(question), (answer) => readMap(answer, question), abort)
    }
    return {
      via: 'pcp',
      async map({ port, leaseMs }, abort) {
        const { result, externalAddress, externalPort, lifetimeS } = await ask(port, Math.ceil(leaseMs / 1_000), abort)
        if (result === NETWORK_FAILURE) throw doubleNat(null)
        if (result !== SUCCESS) throw refused(REFUSALS[result] ?? `PCP ${result}`)
        last = { externalAddress, externalPort, forMs: lifetimeS * 1_000 }
        return last
      },
      async unmap({ port }, _lease, abort) {
        await ask(port, 0, abort)
        last = null
      },
    }
  }
