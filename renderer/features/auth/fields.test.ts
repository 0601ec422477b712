import { describe, expect, test } from 'vitest'
import { codeIn, signInErrors, signUpErrors } from './fields.ts'

const say = {
  nameMissing: 'name',
  nameOrEmailMissing: 'name or e-mail',
  passwordMissing: 'password',
  passwordShort: 'short',
  passwordLong: 'long',
  codeMissing: 'code',
}
const values = { name: 'tern', password: 'long enough', code: '', email: '' }

test('codeIn takes a code as it is, and out of an invitation', () => {
  expect(codeIn(' abc ')).toBe('abc')
  expect(codeIn('http://192.168.1.24:22800/join/#v=1&code=abc')).toBe('abc')
  expect(codeIn('http://192.168.1.24:22800/join/#v=1&name=Attic')).toBe(
    'http://192.168.1.24:22800/join/#v=1&name=Attic',
  )
})
describe('signUpErrors', () => {
  test('nothing to say', () => expect(signUpErrors(values, false, say)).toEqual({}))
  test('all that is missing', () =>
    expect(signUpErrors({ ...values, name: ' ', password: '' }, true, say)).toEqual({
      name: 'name',
      password: 'short',
      code: 'code',
    }))
  test('bytes count, not characters', () => {
    expect(signUpErrors({ ...values, password: 'ä'.repeat(600) }, false, say)).toEqual({ password: 'long' })
  })
})
test('signInErrors asks for what is missing only', () => {
  expect(signInErrors({ ...values, password: 'short' }, say)).toEqual({})
  expect(signInErrors({ ...values, name: '', password: '' }, say)).toEqual({
    name: 'name or e-mail',
    password: 'password',
  })
})
