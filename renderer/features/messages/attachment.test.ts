import { expect, test } from 'vitest'
import { kindOf, sizeOf } from './attachment.ts'

test('what a file is shown as', () => {
  expect(kindOf({ file_type: 'image/png' })).toBe('image')
  expect(kindOf({ file_type: 'image/svg+xml' })).toBe('other')
  expect(kindOf({ file_type: 'text/x-markup' })).toBe('other')
  expect(kindOf({ file_type: 'video/webm' })).toBe('video')
  expect(kindOf({ file_type: 'audio/mpeg' })).toBe('audio')
  expect(kindOf({ file_type: null })).toBe('other')
})
test('a picture keeps its shape within the largest size', () => {
  expect(sizeOf({ file_width: 1920, file_height: 1080 })).toEqual({ width: 416, height: 234 })
  expect(sizeOf({ file_width: 1080, file_height: 1920 })).toEqual({ width: 180, height: 320 })
  expect(sizeOf({ file_width: 100, file_height: 80 })).toEqual({ width: 100, height: 80 })
  expect(sizeOf({ file_width: 4, file_height: 10_000 })).toEqual({ width: 48, height: 320 })
  expect(sizeOf({ file_width: null, file_height: null })).toEqual({ width: 320, height: 240 })
})
