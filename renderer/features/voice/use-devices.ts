import { useState } from 'react'
import { useApp, useObservable } from '../../app/context.tsx'
import { DeviceList, type DeviceView } from './device-list.ts'

/** What one can speak into and listen with. */
export function useDevices(): DeviceView {
  const { platform, onTrouble } = useApp()
  const [list] = useState(() => {
    const { navigator } = platform.window
    return new DeviceList({
      media: 'mediaDevices' in navigator ? navigator.mediaDevices : undefined,
      queryPermission: async () => await navigator.permissions.query({ name: 'microphone' }),
      onTrouble,
    })
  })
  return useObservable(list)
}
