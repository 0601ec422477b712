import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Select } from '../../ui/Select.tsx'
import { SYSTEM, deviceOptions } from './device-options.ts'
import { useDevices } from './use-devices.ts'

/** Which microphone, or where one hears the others. Changing it in the middle of a call is heard at once. */
export function DeviceChoice({ kind }: { kind: 'input' | 'output' }) {
  const t = useTexts().voice.audio
  const { preferences } = useApp()
  const { voice_input, voice_output } = usePreferences()
  const { inputs, outputs, permission } = useDevices()
  const isInput = kind === 'input'
  const devices = isInput ? inputs : outputs
  const chosen = isInput ? voice_input : voice_output
  const options = deviceOptions(devices, chosen, t)
  // While names are not told, nobody knows whether it is there.
  const isGone = permission === 'granted' && chosen !== null && !devices.some(({ id }) => id === chosen)
  const hint = isGone
    ? t.unplugged
    : !isInput && permission === 'granted' && devices.length === 0
      ? t.noOutputs
      : undefined
  return (
    <Select
      label={isInput ? t.input : t.output}
      options={options}
      value={chosen ?? SYSTEM}
      disabled={permission === 'insecure' || options.length === 1}
      hint={hint}
      onChange={(value) => {
        const id = value === SYSTEM ? null : value
        preferences.set(isInput ? { voice_input: id } : { voice_output: id })
      }}
    />
  )
}
