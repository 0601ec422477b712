import type { Service } from 'bonjour-service'
import type { Announced } from '#protocol/discovery.ts'
import { createTokenBuckets } from '../http/rates.ts'
import type { Gate } from './gate.ts'
import type { Link } from './interfaces.ts'
import { openMdns } from './mdns.ts'
import { SERVICE_DOMAIN, claims, encodeTxt, instanceName, recordsIn, txtOf } from './service.ts'
import type { CreateSocket } from './udp.ts'

/** Before a name is taken it is asked for, twice; RFC 6762 asks three times 250 ms, but friends are waiting. */
const ASK_AGAIN_MS = 200
const TAKE_AFTER_MS = 450
/** A goodbye that cannot be sent within this is not. */
const GOODBYE_MS = 300
const ADDRESS_TTL_S = 120
/** Each goes to the whole link, whoever asks and however often. */
const ANSWERS = { burst: 20, perSecond: 10 }

export type LinkAnnouncer = { refresh(): void; close(): Promise<void> }

/** Announces the room on one link by mDNS, under its name, or with an ending when somebody there has that name. */
export function announceByMdns(deps: {
  link: Link
  isOthers: (host: string) => boolean
  host: string
  /** Whether the room listens on IPv6 too. */
  ipv6: boolean
  facts: () => Announced
  gate: Gate
  createSocket: CreateSocket
  now: () => number
  onError: (error: unknown) => void
  onFailed: () => void
}): LinkAnnouncer {
  const { link, host, ipv6, facts } = deps
  const timers = new Set<NodeJS.Timeout>()
  const answers = createTokenBuckets({ ...ANSWERS, now: deps.now, maxKeys: 1 })
  let taken = false
  let published: { name: string; service: Service } | null = null
  let closed: Promise<void> | undefined

  const instance = () => instanceName(facts().name, facts().identity, taken)
  const mdns = openMdns({
    ...deps,
    onResponse(packet) {
      if (taken || closed || !claims(recordsIn(packet), published?.name ?? instance(), host)) return
      // Once and for good: somebody who claims every name that we take would have us change it for ever.
      taken = true
      if (published) void withdraw().then(publish)
    },
  })
  const addresses = [
    ...link.addresses.map((data) => ({ name: host, type: 'A' as const, ttl: ADDRESS_TTL_S, data })),
    ...(ipv6 ? link.addresses6 : []).map((data) => ({ name: host, type: 'AAAA' as const, ttl: ADDRESS_TTL_S, data })),
  ]
  // bonjour-service takes the addresses of all interfaces, at one moment, and the facts as they were: made true here.
  mdns.rewrite((message) => {
    if (Array.isArray(message)) return trueRecords(message)
    if (!isAnswer(message) || !answers.take('').ok) return null
    return { answers: trueRecords(message.answers), additionals: trueRecords(message.additionals) }
  })

  function trueRecords(records: readonly unknown[]): unknown[] {
    const ours: Sent[] = records.filter(isSent)
    const isBye = ours.some(({ ttl }) => ttl === 0)
    const others = ours
      .filter(({ type }) => type !== 'A' && type !== 'AAAA')
      .map((one) => {
        if (one.type === 'TXT') return { ...one, flush: true, data: encodeTxt(txt()) }
        return one.type === 'SRV' ? { ...one, flush: true } : one
      })
    // Where the service is named, or its addresses are, they all are.
    const named = ours.some(({ type }) => type === 'SRV' || type === 'A' || type === 'AAAA')
    return named ? [...others, ...addresses.map((one) => ({ ...one, flush: true, ttl: isBye ? 0 : one.ttl }))] : others
  }
  const txt = () => txtOf(facts(), published?.name ?? instance())

  const publish = () => {
    if (closed) return
    const name = instance()
    // No probing by the library: when it finds the name taken, it withdraws that name for whoever has it.
    const service = mdns.bonjour.publish({
      name,
      type: 'stuffchat',
      port: facts().port,
      host,
      txt: txtOf(facts(), name),
      probe: false,
    })
    mdns.register(addresses)
    published = { name, service }
  }
  const withdraw = () => {
    const was = published
    published = null
    if (!was) return Promise.resolve()
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GOODBYE_MS)
      was.service.stop(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
  const after = (ms: number, work: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, ms).unref()
    timers.add(timer)
  }
  const ask = () => mdns.query(`${instance()}.${SERVICE_DOMAIN}`, 'ANY')
  ask()
  after(ASK_AGAIN_MS, ask)
  after(TAKE_AFTER_MS, publish)

  return {
    /** The facts have changed. */
    refresh() {
      if (!published || closed) return
      if (published.name === instance()) mdns.respond(published.service.records())
      else void withdraw().then(publish)
    },
    close() {
      closed ??= (async () => {
        for (const timer of timers) clearTimeout(timer)
        await withdraw()
        await mdns.close()
      })()
      return closed
    },
  }
}

type Sent = { type: string; ttl: number; data: unknown }
type Answer = { answers: unknown[]; additionals: unknown[] }
const isAnswer = (message: unknown): message is Answer =>
  typeof message === 'object' && message !== null && 'answers' in message && 'additionals' in message
const isSent = (record: unknown): record is Sent => typeof record === 'object' && record !== null && 'type' in record
