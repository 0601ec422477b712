import { expect } from 'vitest'
import type { Reply } from './http.ts'
import { Failure } from './shapes.ts'

/** 200, no body, no JSON content type. */
export function expectEmpty(reply: Reply): void {
  expect(reply.text).toBe('')
  expect(reply.status).toBe(200)
  expect(reply.headers.get('content-type') ?? '').not.toContain('json')
}

/** A failure of that status in the contract's form; `code` only where the contract names it. */
export function expectFailure(reply: Reply, status: number, code?: string): void {
  expect({ status: reply.status, text: reply.text }).toEqual({ status, text: reply.text })
  const failure = reply.as(Failure, status)
  expect(failure.error.trim()).not.toBe('')
  expect(failure.code).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/)
  if (code !== undefined) expect(failure.code).toBe(code)
}

/** Refused with some 4xx in the contract's form: for what may not be, where the contract names no status. */
export function expectRefused(reply: Reply): void {
  expect(reply.status).toBeGreaterThanOrEqual(400)
  expect(reply.status).toBeLessThan(500)
  expectFailure(reply, reply.status)
}

/** The one answers exactly as the other: same status, type and bytes. */
export function expectSame(one: Reply, other: Reply): void {
  const essence = (reply: Reply) => [reply.status, reply.headers.get('content-type'), reply.text]
  expect(essence(one)).toEqual(essence(other))
}
