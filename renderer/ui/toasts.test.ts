import { expect, test } from 'vitest'
import { Toasts } from './toasts.ts'

test('the newest four, and the same text once', () => {
  const toasts = new Toasts()
  let told = 0
  const stop = toasts.subscribe(() => told++)
  for (const text of ['a', 'b', 'c', 'd', 'e', 'c']) toasts.show({ tone: 'info', text })
  expect(toasts.getSnapshot().map(({ text }) => text)).toEqual(['b', 'd', 'e', 'c'])
  const [first] = toasts.getSnapshot()
  toasts.dismiss(first?.id ?? '')
  expect(toasts.getSnapshot()).toHaveLength(3)
  expect(told).toBe(7)
  stop()
  toasts.show({ tone: 'danger', text: 'x' })
  expect(told).toBe(7)
})
