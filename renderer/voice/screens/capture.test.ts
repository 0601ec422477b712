import { expect, test } from 'vitest'
import { CaptureError, captureObstacle, createCaptureScreen, displayMediaOptions, failureOf } from './capture.ts'

const tabs = { isCallElsewhere: () => Promise.resolve(false), onCallElsewhere: () => () => {} }
const named = (name: string, message = '') => new DOMException(message, name)

test('[VSC5] movement is asked for at 1080p and 60, its sound without our own', () => {
  const options = displayMediaOptions({ prefer: 'motion', withSound: true })
  expect(options).toMatchObject({
    video: { width: { ideal: 1920 }, height: { ideal: 1080 }, frameRate: { ideal: 60 } },
    audio: { restrictOwnAudio: true, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    systemAudio: 'include',
    selfBrowserSurface: 'exclude',
    surfaceSwitching: 'exclude',
  })
  expect(displayMediaOptions({ prefer: 'detail', withSound: false })).toMatchObject({
    audio: false,
    systemAudio: 'exclude',
    windowAudio: 'exclude',
  })
})

test('[VSC6] a changed mind is no failure, a system that forbids is one', async () => {
  expect(failureOf(named('NotAllowedError', 'Permission denied'))).toBeNull()
  expect(failureOf(named('NotAllowedError', 'Permission denied by system'))).toBe('no_permission')
  expect(failureOf(named('NotFoundError'))).toBe('nothing')
  expect(failureOf(named('NotReadableError'))).toBe('not_readable')
  expect(failureOf(named('InvalidStateError'))).toBe('failed')
  expect(failureOf(named('AbortError'))).toBe('failed')
  expect(captureObstacle(undefined)).toBe('insecure')
  const capture = createCaptureScreen({ devices: undefined, tabs, onWithoutSound: () => {}, onTrouble: () => {} })
  const refusal = await capture({ prefer: 'motion', withSound: true }).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(CaptureError)
  expect(refusal).toMatchObject({ failure: 'insecure' })
})
