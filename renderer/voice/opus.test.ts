import { expect, test } from 'vitest'
import { withOpus } from './opus.ts'
import { candidatesIn, factsOf, readSignal } from './signal.ts'
import { CHROMIUM_OFFER, FIREFOX_OFFER } from '../test/descriptions.ts'

const parametersIn = (sdp: string) =>
  [...sdp.matchAll(/^a=fmtp:(\d+) ([^\r\n]*)/gm)].map(([, codec, text]) => `${codec} ${text}`)
const without = (sdp: string, line: RegExp) => sdp.split('\r\n').filter((one) => !line.test(one))

test.each([
  ['Chromium', CHROMIUM_OFFER, '111', '111 minptime=10;useinbandfec=1;usedtx=1;maxaveragebitrate=40000;stereo=0'],
  [
    'Firefox',
    FIREFOX_OFFER,
    '109',
    '109 maxplaybackrate=48000;stereo=0;useinbandfec=1;usedtx=1;maxaveragebitrate=40000',
  ],
])('a voice as %s offers it: tuned for speech, and nothing else is touched', (_, sdp, codec, expected) => {
  const edited = withOpus(sdp)
  expect(parametersIn(edited)[0]).toBe(expected)
  const opus = new RegExp(`^a=fmtp:${codec} `)
  expect(without(edited, opus)).toEqual(without(sdp, opus))
})
test('audio behind the voice is a screen’s sound: in stereo, with more bits, without pauses', () => {
  const voice = CHROMIUM_OFFER.slice(CHROMIUM_OFFER.indexOf('m=audio'))
  const video = 'm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\na=fmtp:96 max-fr=30\r\n'
  const found = parametersIn(withOpus(CHROMIUM_OFFER + video + voice)).filter((one) => /^(111|96) /.test(one))
  expect(found).toEqual([
    '111 minptime=10;useinbandfec=1;usedtx=1;maxaveragebitrate=40000;stereo=0',
    '96 max-fr=30',
    '111 minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1;usedtx=0;maxaveragebitrate=128000',
  ])
})
test('Opus without any parameters gets a line of them; audio without Opus stays as it is', () => {
  const bare = 'v=0\r\nm=audio 9 X 111\r\na=rtpmap:111 opus/48000/2\r\na=mid:0\r\n'
  expect(withOpus(bare).split('\r\n').slice(2, 4)).toEqual([
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 useinbandfec=1;usedtx=1;maxaveragebitrate=40000;stereo=0',
  ])
  const other = 'v=0\r\nm=audio 9 X 0\r\na=rtpmap:0 PCMU/8000\r\n'
  expect(withOpus(other)).toBe(other)
})

test('whom a description is from', () => {
  expect(factsOf(CHROMIUM_OFFER)).toMatchObject({
    origin: '1272914424255337848',
    version: 2,
    fragments: ['bCME'],
    fingerprint: expect.stringMatching(/^sha-256 ef:5b:/),
  })
  expect(factsOf(FIREFOX_OFFER)).toMatchObject({ origin: '5389392510466966347', version: 0, fragments: ['166e73e0'] })
})
test('the same description with more candidates is the same, and they are found in it', () => {
  const early = CHROMIUM_OFFER.replace('m=audio 39513', 'm=audio 9')
    .replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0')
    .replaceAll(/a=candidate:[^\r]*\r\n/g, '')
  expect(factsOf(early).core).toBe(factsOf(CHROMIUM_OFFER).core)
  expect(candidatesIn(CHROMIUM_OFFER)).toHaveLength(4)
  expect(candidatesIn(CHROMIUM_OFFER)[0]).toMatchObject({ sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'bCME' })
})
test.each([
  ['nothing', undefined],
  ['a word', 'offer'],
  ['another type', { sdp: { type: 'rollback', sdp: '' } }],
  ['a description that is too long', { sdp: { type: 'offer', sdp: 'x'.repeat(60_001) } }],
  ['a candidate of another shape', { candidate: 'candidate:1' }],
])('%s is no signal', (_, data) => expect(readSignal(data)).toBeNull())
