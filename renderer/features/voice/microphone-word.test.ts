import { expect, it } from 'vitest'
import type { LinkState } from '../../voice/state.ts'
import { silent, talkingAfter, wordOf } from './microphone-word.ts'
import { toggleDeafen, toggleMute } from './toggles.ts'

const peer = (link: LinkState) => ({
  userId: 'ann',
  sessionId: 'hers',
  quality: null,
  volume: 1,
  link,
  isSpeaking: false,
  isMuted: false,
  isDeafened: false,
})
const call = {
  isMuted: false,
  isDeafened: false,
  isSpeaking: false,
  silence: null,
  peers: [peer('failed'), peer('connected')],
} as const

it.each([
  [call, 'gate', 'gateClosed'],
  [call, 'key', 'keyUp'],
  [call, 'open', 'open'],
  [{ ...call, isSpeaking: true }, 'gate', 'sending'],
  [{ ...call, isSpeaking: true, peers: [] }, 'key', 'unheard'],
  [{ ...call, isSpeaking: true, peers: [peer('recovering')] }, 'open', 'unheard'],
  [{ ...call, isMuted: true, isSpeaking: true }, 'gate', 'muted'],
  [{ ...call, isMuted: true, isDeafened: true }, 'gate', 'deafened'],
  [{ ...call, silence: 'no_device' }, 'open', 'none'],
  [{ ...call, silence: 'gate_closed' }, 'gate', 'gateClosed'],
] as const)('%o in the mode %s is "%s"', (now, mode, word) => {
  expect(wordOf(now, mode)).toBe(word)
})

it('who goes on above the threshold talks, until two seconds of quiet; a cough is none', () => {
  let talking = talkingAfter(silent, -20, -40, 0)
  expect(talking.isTalking).toBe(false)
  talking = talkingAfter(talking, -60, -40, 200)
  talking = talkingAfter(talking, -20, -40, 500)
  expect(talking.isTalking).toBe(true)
  expect(talkingAfter(talking, -60, -40, 2_400).isTalking).toBe(true)
  expect(talkingAfter(talking, -60, -40, 2_500).isTalking).toBe(false)
  const cough = talkingAfter(talkingAfter(silent, -20, -40, 0), -60, -40, 2_000)
  expect(talkingAfter(cough, -20, -40, 2_100).isTalking).toBe(false)
})

it('without a threshold, loud is what a voice is', () => {
  const after = (db: number) => talkingAfter(talkingAfter(silent, db, null, 0), db, null, 1_000).isTalking
  expect([after(-30), after(-60), after(-Infinity)]).toEqual([true, false, false])
})

it('who is deafened and wants to speak hears again', () => {
  const done: [string, boolean][] = []
  const voice = {
    setMuted: (isMuted: boolean) => void done.push(['muted', isMuted]),
    setDeafened: (isDeafened: boolean) => void done.push(['deafened', isDeafened]),
  }
  toggleMute(voice, { isMuted: true, isDeafened: true })
  toggleMute(voice, { isMuted: false, isDeafened: false })
  toggleDeafen(voice, { isDeafened: false })
  expect(done).toEqual([
    ['deafened', false],
    ['muted', false],
    ['muted', true],
    ['deafened', true],
  ])
})
