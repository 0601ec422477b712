import type { IncomingMessage } from 'node:http'
import { hostname } from 'node:os'
import { invalid, slowDown, wrongHost, wrongOrigin } from '#protocol/errors.ts'
import type { RoomOptions } from '../options.ts'
import { createClientAddress } from './addresses.ts'
import { isEncrypted } from './one-port.ts'
import type { Origin } from './operation.ts'
import { type OriginVerdict, createHostCheck, createOriginCheck } from './origin.ts'
import { createTokenBuckets } from './rates.ts'

/** What every request and upgrade passes first: is it for us, from whom, and not too fast? Refuses by throwing. */
export function createGate(options: RoomOptions, now: () => number) {
  const { limits, origins } = options
  const isOurHost = createHostCheck({ names: origins, ownNames: [hostname()] })
  const judgeOrigin = createOriginCheck({ origins })
  const addressOf = createClientAddress(options.trustedProxies)
  const requests = createTokenBuckets({
    burst: limits.rates === 'on' ? limits.request_burst : Infinity,
    perSecond: limits.request_per_second,
    now,
  })
  return {
    admit(request: IncomingMessage): OriginVerdict {
      const { host, origin } = request.headers
      // RFC 9112, section 3.2: exactly one. Node would keep the first of several.
      if (request.headersDistinct['host']?.length !== 1) throw invalid('The request must name one host.')
      if (!isOurHost(host)) throw wrongHost(host ?? '(none)')
      const verdict = judgeOrigin(origin, host, isEncrypted(request))
      if (verdict === 'refused') throw wrongOrigin(origin ?? '(none)')
      return verdict
    },
    from: (request: IncomingMessage): Origin => addressOf(request.socket.remoteAddress, request.headers),
    pace(from: Origin): void {
      const verdict = requests.take(from.rateKey)
      if (!verdict.ok) throw slowDown(verdict.retryAfterSecs)
    },
  }
}
export type Gate = ReturnType<typeof createGate>
