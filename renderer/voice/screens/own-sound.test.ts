import { expect, test } from 'vitest'
import { type Granted, type SoundRefusal, refusalOf } from './own-sound.ts'

const TABLE: readonly (readonly [
  what: string,
  granted: Omit<Granted, 'callElsewhere'> & { callElsewhere?: boolean },
  refusal: SoundRefusal | null,
])[] = [
  ['a tab of another page', { displaySurface: 'browser', restrictsOwnAudio: false, captureHandle: null }, null],
  ['a tab that says something else', { displaySurface: 'browser', restrictsOwnAudio: false, captureHandle: 'x' }, null],
  ['our own tab', { displaySurface: 'browser', restrictsOwnAudio: false, captureHandle: 'stuffchat-call' }, 'call_tab'],
  [
    'our own tab, though the browser restricts',
    { displaySurface: 'browser', restrictsOwnAudio: true, captureHandle: 'stuffchat-call' },
    'call_tab',
  ],
  [
    'a tab of a browser that cannot tell which',
    { displaySurface: 'browser', restrictsOwnAudio: false, captureHandle: undefined },
    'with_call',
  ],
  [
    'a tab that says nothing, while another tab of ours is in a call',
    { displaySurface: 'browser', restrictsOwnAudio: false, captureHandle: null, callElsewhere: true },
    'call_tab',
  ],
  ['a whole screen', { displaySurface: 'monitor', restrictsOwnAudio: false, captureHandle: null }, 'with_call'],
  [
    'a whole screen without our sound',
    { displaySurface: 'monitor', restrictsOwnAudio: true, captureHandle: null },
    null,
  ],
  ['a window', { displaySurface: 'window', restrictsOwnAudio: false, captureHandle: null }, 'with_call'],
  ['a window without our sound', { displaySurface: 'window', restrictsOwnAudio: true, captureHandle: null }, null],
  ['nobody knows what', { displaySurface: undefined, restrictsOwnAudio: false, captureHandle: undefined }, 'with_call'],
  ['something new', { displaySurface: 'wall', restrictsOwnAudio: false, captureHandle: null }, 'with_call'],
]

test.each(TABLE)('[VSC1] sound of %s is shared only when the call cannot be in it', (_, granted, refusal) => {
  expect(refusalOf({ callElsewhere: false, ...granted })).toBe(refusal)
})
