import { expect, it } from 'vitest'
import { settle } from '../../test/fakes.ts'
import { DeviceList, type DeviceListDeps } from './device-list.ts'
import { deviceOptions } from './device-options.ts'

const device = (kind: MediaDeviceKind, deviceId: string, label: string) => ({
  kind,
  deviceId,
  label,
  groupId: '',
  toJSON: () => ({}),
})

class FakeMedia extends EventTarget {
  devices = [device('audioinput', '', '')]
  looks = 0
  async enumerateDevices() {
    this.looks++
    return this.devices
  }
}
class FakeStatus extends EventTarget {
  state: PermissionState = 'prompt'
}
const create = (more: Partial<DeviceListDeps> = {}) => {
  const [media, status] = [new FakeMedia(), new FakeStatus()]
  const onTrouble = (error: unknown) => {
    throw error
  }
  const list = new DeviceList({ media, queryPermission: async () => status, onTrouble, ...more })
  return { media, status, list }
}

it('follows what is plugged in and allowed while anybody looks, and not after', async () => {
  const { media, status, list } = create()
  const stop = list.subscribe(() => {})
  await settle()
  expect(list.getSnapshot()).toEqual({ inputs: [], outputs: [], permission: 'ask' })

  media.devices = [
    device('audioinput', 'default', 'Default: USB headset'),
    device('audioinput', 'usb', 'USB headset'),
    device('audiooutput', 'usb-out', 'USB headset'),
    device('videoinput', 'cam', 'Camera'),
  ]
  status.state = 'granted'
  status.dispatchEvent(new Event('change'))
  await settle()
  expect(list.getSnapshot()).toEqual({
    inputs: [{ id: 'usb', label: 'USB headset' }],
    outputs: [{ id: 'usb-out', label: 'USB headset' }],
    permission: 'granted',
  })
  stop()
  const { looks } = media
  media.dispatchEvent(new Event('devicechange'))
  status.dispatchEvent(new Event('change'))
  await settle()
  expect(media.looks).toBe(looks)
})

it('where the browser does not tell of permissions, names tell', async () => {
  const { media, list } = create({ queryPermission: () => Promise.reject(new TypeError('microphone')) })
  media.devices = [device('audioinput', 'usb', 'USB headset')]
  list.subscribe(() => {})
  await settle()
  expect(list.getSnapshot().permission).toBe('granted')
})

it('over plain http there is nothing to look at', async () => {
  const { list } = create({ media: undefined })
  list.subscribe(() => {})
  await settle()
  expect(list.getSnapshot()).toEqual({ inputs: [], outputs: [], permission: 'insecure' })
})

it('offers the chosen device also while it is not plugged in, and numbers those without a name', () => {
  const t = { system: 'System', gone: 'Gone', unnamed: (at: number) => `Device ${at}` }
  const devices = [
    { id: 'a', label: 'Headset' },
    { id: 'b', label: '' },
  ]
  const labels = (chosen: string | null) => deviceOptions(devices, chosen, t).map(({ label }) => label)
  expect(labels('a')).toEqual(['System', 'Headset', 'Device 2'])
  expect(labels('z')).toEqual(['System', 'Headset', 'Device 2', 'Gone'])
})
