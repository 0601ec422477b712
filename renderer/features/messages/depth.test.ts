import { expect, test } from 'vitest'
import { isTooDeep } from './depth.ts'

test('[RT1] what is quoted or listed too deep is known before it is parsed', () => {
  for (const text of ['>'.repeat(8_000), '- '.repeat(4_000), '1. '.repeat(21), `fine\n${'> - '.repeat(11)}`])
    expect(isTooDeep(text), text.slice(0, 10)).toBe(true)
  for (const text of [
    '> > an answer',
    '- a\n  - b\n    1. c',
    `a ${'>'.repeat(100)}`,
    '-'.repeat(100),
    '*'.repeat(100),
  ])
    expect(isTooDeep(text), text.slice(0, 10)).toBe(false)
})
