import { expect, test } from 'vitest'
import { withStartRate } from './start-rate.ts'

const lines = (...all: string[]) => `${all.join('\r\n')}\r\n`
const head = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0']
const audio = ['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=mid:0', 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10']
const video = [
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97 103',
  'a=mid:1',
  'a=rtpmap:96 VP8/90000',
  'a=rtpmap:97 rtx/90000',
  'a=fmtp:97 apt=96',
  'a=rtpmap:103 H264/90000',
  'a=fmtp:103 packetization-mode=1',
]

test('[VSC4] pictures begin at a good rate; voices and retransmission stay as they are', () => {
  expect(withStartRate(lines(...head, ...audio, ...video, ...audio))).toBe(
    lines(
      ...head,
      ...audio,
      'm=video 9 UDP/TLS/RTP/SAVPF 96 97 103',
      'a=mid:1',
      'a=rtpmap:96 VP8/90000',
      'a=fmtp:96 x-google-start-bitrate=3000',
      'a=rtpmap:97 rtx/90000',
      'a=fmtp:97 apt=96',
      'a=rtpmap:103 H264/90000',
      'a=fmtp:103 packetization-mode=1;x-google-start-bitrate=3000',
      ...audio,
    ),
  )
})

test('[VSC4] without pictures nothing changes, and twice is once', () => {
  const voice = lines(...head, ...audio)
  expect(withStartRate(voice)).toBe(voice)
  const once = withStartRate(lines(...head, ...video))
  expect(withStartRate(once)).toBe(once)
})
