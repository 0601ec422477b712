import { expect, test } from 'vitest'
import { verdict } from './binary.ts'

test('[SX1] without a binary these tests are not run, and with REQUIRE_ELECTRON=1 that is a failure', () => {
  expect(verdict({ DISPLAY: ':0' }, null)).toEqual({ kind: 'not_run', reason: "Electron's binary is not here" })
  expect(() => verdict({ DISPLAY: ':0', REQUIRE_ELECTRON: '1' }, null)).toThrow("REQUIRE_ELECTRON=1, but Electron's")
  expect(verdict({ DISPLAY: ':0', REQUIRE_ELECTRON: '1' }, '/electron')).toEqual({ kind: 'run', binary: '/electron' })
})
