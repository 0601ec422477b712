import { expect, test } from 'vitest'
import { type SoundFacts, failureOf, silenceOf } from './diagnosis.ts'

const well: SoundFacts = { failure: null, isSystemMuted: false, label: 'Headset', silentMs: 0, unheardMs: 0 }

test.each<[string, Partial<SoundFacts>, ReturnType<typeof silenceOf>]>([
  ['all is well', {}, null],
  ['plain http', { failure: 'insecure', silentMs: 9_999 }, 'insecure'],
  ['said no', { failure: 'no_permission' }, 'no_permission'],
  ['muted by a switch on the headset', { isSystemMuted: true, silentMs: 9_999 }, 'system_muted'],
  ['only zeros', { silentMs: 5_000 }, 'silent_track'],
  ['zeros for the moment that a device needs', { silentMs: 1_500 }, null],
  ['what the computer plays', { label: 'Monitor of Built-in Audio' }, 'wrong_device'],
  ['what the computer plays, on Windows', { label: 'Stereo Mix (Realtek)' }, 'wrong_device'],
  ['a computer monitor with a microphone', { label: 'Dell Monitor Webcam' }, null],
  ['speaks and is not let through', { unheardMs: 3_500 }, 'gate_closed'],
  ['has just begun to speak', { unheardMs: 500 }, null],
])('%s', (_name, facts, expected) => expect(silenceOf({ ...well, ...facts })).toBe(expected))

test.each([
  ['NotAllowedError', 'no_permission'],
  ['SecurityError', 'no_permission'],
  ['NotFoundError', 'no_device'],
  ['OverconstrainedError', 'no_device'],
  ['NotReadableError', 'device_failed'],
  ['AbortError', 'device_failed'],
])('%s is %s', (name, failure) => expect(failureOf(new DOMException('', name))).toBe(failure))
