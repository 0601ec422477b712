import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { needsNet } from './can.ts'
import { addressOf } from './capture.ts'
import { createNet } from './net.ts'
import { sh } from './process.ts'
import type { Running } from './process.ts'

/** Says `ready` once it hears that multicast group, and then every datagram, with its sender. */
const HEAR = `
const socket = require('node:dgram').createSocket({ type: 'udp4', reuseAddr: true })
socket.on('message', (message, from) => console.log(message + ' ' + from.address))
socket.bind(4711, () => { socket.addMembership('239.255.83.67', process.argv[1]); console.log('ready') })`
const SAY = `
const socket = require('node:dgram').createSocket('udp4')
socket.bind(0, () => {
  socket.setMulticastInterface(process.argv[1])
  socket.send(process.argv[2], 4711, '239.255.83.67', () => socket.close())
})`
const node = (script: string, ...args: string[]) => [process.execPath, '-e', script, ...args]
const heard = (one: Running) => one.lines.map((line) => line.text)

// The tests below are worth what this is worth: that packets arrive, that a fault is one, and that what leaves is seen.
describe.runIf(needsNet('the network of the tests itself'))('the network of the tests', () => {
  test('multicast arrives, a dropped port does not, and a capture sees both and a packet to a public address', async () => {
    await using net = await createNet({ hosts: ['host', 'one', 'two'] })
    const capture = await net.capture('host')
    const hearers = [net.run('one', node(HEAR, net.address('one'))), net.run('two', node(HEAR, net.address('two')))]
    for (const one of hearers) await one.line(/ready/)
    net.dropUdp('two', 4711)
    await net.run('host', node(SAY, net.address('host'), 'hello')).ended
    await hearers[0]?.line(/hello 10\.77\.0\.2/)
    await net.run('host', ['bash', '-c', 'echo > /dev/udp/192.0.2.1/9']).ended
    await sleep(100)
    expect(hearers.map(heard)).toEqual([['ready', 'hello 10.77.0.2'], ['ready']])
    await capture.stop()
    const seen = [...capture.destinations().keys()].map(addressOf)
    expect(seen).toContain('239.255.83.67')
    expect(seen).toContain('192.0.2.1')
  })

  test('an address can change, and interfaces that lead nowhere have the better route', async () => {
    await using net = await createNet({ hosts: ['host'] })
    const show = () => net.run('host', ['ip', '-br', 'addr', 'show', 'up']).ended
    expect((await show()).out).toMatch(/10\.77\.0\.2\/24 fd77::2\/64/)
    net.setAddress('host', 40)
    net.addDeadInterfaces('host')
    expect((await show()).out).toMatch(/10\.77\.0\.40\/24[^]*172\.17\.0\.1/)
    expect((await net.run('host', ['ip', 'route', 'get', '224.0.0.251']).ended).out).toContain('dead0')
  })

  test('what a run that was killed has left is taken away', async () => {
    const left = `stuffchat-test-${spawnSync('true').pid}-1-host`
    sh(['ip', 'netns', 'add', left])
    await using _net = await createNet({ hosts: ['host'] })
    expect(sh(['ip', 'netns', 'list'])).not.toContain(left)
  })

  test('nothing of it stays', async () => {
    const net = await createNet({ hosts: ['host'] })
    const asleep = net.run('host', ['sleep', '600'])
    await net[Symbol.asyncDispose]()
    expect((await asleep.ended).signal).toBe('SIGKILL')
    expect(sh(['ip', 'netns', 'list'])).not.toContain(`-${process.pid}-`)
  })
})
