import { createSocket } from 'node:dgram'
import { hostname, networkInterfaces } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { Announced, NearbyRoom } from '#protocol/discovery.ts'
import { askRoom } from '../tls/dial.ts'
import { type Announcement, announce } from './announce.ts'
import { type Discovery, type KnownRoom, browse } from './browse.ts'
import { createComplaints } from './complaints.ts'

const machine = {
  interfaces: networkInterfaces,
  createSocket: () => createSocket({ type: 'udp4', reuseAddr: true }),
  now: () => performance.now(),
}
/** What a network refuses is no failure of ours: for a log at most. */
type Log = (what: string, error: unknown) => void

export type DiscoveryOptions = {
  /** Rooms to ask although nobody heard of them; called every few seconds. */
  known?: () => readonly KnownRoom[]
  /** All that are there, whenever that changes. */
  onChange: (rooms: NearbyRoom[]) => void
  log?: Log
}

/** Looks for rooms on this machine's networks until it is closed. */
export function lookAround({ known = () => [], onChange, log }: DiscoveryOptions): Discovery {
  const tell = (error: unknown) => log?.('A network did not take what discovery sent, or gave nothing.', error)
  return browse({ ...machine, known, onChange, askRoom, onError: createComplaints({ tell, now: machine.now }) })
}

/** Announces a room that listens on that IP address, on this machine's networks. */
export function announceHere(deps: { listensOn: string; facts: () => Announced; log: Log }): Announcement {
  const tell = (error: unknown) => deps.log('A network did not take the announcement.', error)
  const { listensOn, facts } = deps
  const onError = createComplaints({ tell, now: machine.now })
  return announce({ ...machine, machine: hostname(), listensOn, facts, onError })
}
