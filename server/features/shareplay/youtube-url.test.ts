import { expect, test } from 'vitest'
import { playlistUrl, readYoutubeUrl, videoUrl } from './youtube-url.ts'

const ID = '-bcdEFG_123'
const LIST = 'PLabc-DEF_123'

test.each([
  `https://www.youtube.com/watch?v=${ID}`,
  `http://youtube.com/watch?v=${ID}&t=42s`,
  `HTTPS://WWW.YouTube.COM/watch?feature=share&v=${ID}#x`,
  `youtube.com/watch?v=${ID}`,
  `www.youtube.com./watch?v=${ID}`,
  `m.youtube.com/watch?v=${ID}`,
  `https://music.youtube.com/watch?v=${ID}&list=RDAMVM${ID}`,
  `https://www.youtube.com/watch?v=${ID}&list=${LIST}&index=3`,
  `https://youtu.be/${ID}?si=abc`,
  `youtu.be/${ID}`,
  `https://www.youtube.com/shorts/${ID}`,
  `https://www.youtube.com/live/${ID}?feature=share`,
  `https://www.youtube-nocookie.com/embed/${ID}`,
  `  https://www.youtube.com/watch/${ID}  `,
])('a video: %s', (text) => {
  expect(readYoutubeUrl(text)).toEqual({ kind: 'video', id: ID })
})

test.each([
  `https://www.youtube.com/playlist?list=${LIST}`,
  `youtube.com/playlist?list=${LIST}&si=x`,
  `https://music.youtube.com/playlist?list=${LIST}`,
  `https://music.youtube.com/browse/VL${LIST}`,
  `https://www.youtube.com/embed/videoseries?list=${LIST}`,
  `https://www.youtube.com/watch?list=${LIST}`,
])('a playlist: %s', (text) => {
  expect(readYoutubeUrl(text)).toEqual({ kind: 'playlist', id: LIST })
})

test.each([
  'https://www.youtube.com/',
  'https://www.youtube.com/@somebody',
  'https://www.youtube.com/results?search_query=x',
  'https://www.youtube.com/watch?v=short',
  `https://www.youtube.com/watch?v=${ID}%0A--exec`,
  `https://www.youtube.com/watch?v=${ID}x`,
  `https://user:pass@www.youtube.com/watch?v=${ID}`,
  `https://www.youtube.com:8443/watch?v=${ID}`,
  'https://www.youtube.com/playlist?list=a%20--exec%20b',
])('YouTube, and neither: %s', (text) => {
  expect(readYoutubeUrl(text)).toEqual({ kind: 'other' })
})

test.each([
  'never gonna give you up',
  'youtube.com watch',
  `https://evil.example/watch?v=${ID}`,
  `https://www.youtube.com@evil.example/watch?v=${ID}`,
  `https://evil.example/?https://www.youtube.com/watch?v=${ID}`,
  `https://notyoutube.com/watch?v=${ID}`,
  `https://youtube.com.evil.example/watch?v=${ID}`,
  `https://evil.example\\@www.youtube.com/watch?v=${ID}`,
  `ftp://www.youtube.com/watch?v=${ID}`,
  `javascript://www.youtube.com/watch?v=${ID}`,
  `--exec=https://www.youtube.com/watch?v=${ID}`,
  'file:00000000-0000-4000-8000-000000000001',
  '',
])('not YouTube: %s', (text) => {
  expect(readYoutubeUrl(text)).toBeNull()
})

test('addresses are made anew from ids', () => {
  expect(videoUrl(ID)).toBe(`https://www.youtube.com/watch?v=${ID}`)
  expect(playlistUrl(LIST)).toBe(`https://www.youtube.com/playlist?list=${LIST}`)
})
