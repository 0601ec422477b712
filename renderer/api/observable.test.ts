import { expect, test } from 'vitest'
import { Observable } from './observable.ts'

test('a change is told once to those who listened before it, whoever subscribes or leaves meanwhile', () => {
  const value = new Observable(0)
  const told: string[] = []
  let stopOther = () => {}
  const again = (): (() => void) =>
    value.subscribe(() => {
      told.push('again')
      if (told.length > 10) throw new Error('This does not end.')
      stopAgain()
      stopAgain = again()
      stopOther()
    })
  let stopAgain = again()
  stopOther = value.subscribe(() => told.push('other'))
  value.set(1)
  expect(told).toEqual(['again'])
  value.set(2)
  expect(told).toEqual(['again', 'again'])
})
