import { askRouter } from './ask.ts'
import { type Probe, doubleNat, isPublic, refused } from './lease.ts'
import { encodeAddress, encodeTcp, readAddress, readTcp } from './nat-pmp-packets.ts'

/** Section 3.5. */
const SUCCESS = 0
const NETWORK_FAILURE = 3
const REFUSALS: Readonly<Record<number, string>> = { 2: 'not allowed', 4: 'it has no room for more' }

/** NAT Port Mapping Protocol, RFC 6886. */
export const probeNatPmp: Probe = async (gateway, heard) => {
  const addressNow = async (abort: AbortSignal) => {
    const { result, address } = await askRouter(gateway, encodeAddress(), readAddress, abort)
    if (result === NETWORK_FAILURE) throw doubleNat(null)
    if (result !== SUCCESS) throw refused(REFUSALS[result] ?? `NAT-PMP ${result}`)
    if (!isPublic(address)) throw doubleNat(address === '0.0.0.0' ? null : address)
    return address
  }
  const ask = (port: number, externalPort: number, lifetimeS: number, abort: AbortSignal) =>
    askRouter(gateway, encodeTcp({ port, externalPort, lifetimeS }), (answer) => readTcp(answer, port), abort)
  let wanted: number | null = null
  await addressNow(heard)
  return {
    via: 'nat_pmp',
    async map({ port, leaseMs }, abort) {
      const answer = await ask(port, wanted ?? port, Math.ceil(leaseMs / 1_000), abort)
      if (answer.result === NETWORK_FAILURE) throw doubleNat(null)
      if (answer.result !== SUCCESS) throw refused(REFUSALS[answer.result] ?? `NAT-PMP ${answer.result}`)
      wanted = answer.externalPort
      const externalAddress = await addressNow(abort)
      return { externalAddress, externalPort: answer.externalPort, forMs: answer.lifetimeS * 1_000 }
    },
    async unmap({ port }, _lease, abort) {
      await ask(port, 0, 0, abort)
    },
  }
}
