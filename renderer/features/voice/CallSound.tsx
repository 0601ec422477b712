import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Popover } from '../../ui/Popover.tsx'
import type { CallView } from '../../voice/state.ts'
import style from './CallSound.module.css'
import { DeviceChoice } from './DeviceChoice.tsx'
import { MicrophoneLine } from './MicrophoneLine.tsx'
import { ModeChoice } from './ModeChoice.tsx'

/** What one changes in the middle of a call: the devices, and when one is heard. The rest is in the settings. */
export function CallSound({ call }: { call: CallView }) {
  const t = useTexts().voice
  const { nav } = useApp()
  const { key } = useRoom()
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover
      label={t.more}
      open={isOpen}
      onOpenChange={setOpen}
      align="end"
      trigger={<IconButton label={t.more} tooltip={false} icon={<SlidersHorizontal />} />}
    >
      <div className={style['sound']}>
        <MicrophoneLine call={call} />
        <DeviceChoice kind="input" />
        <DeviceChoice kind="output" />
        <ModeChoice />
        <Button onClick={() => nav.go({ screen: 'settings', room: key, tab: 'audio' })}>{t.testAndMore}</Button>
      </div>
    </Popover>
  )
}
