import { Suspense, lazy } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import style from './EmojiPicker.module.css'

export type EmojiPickerProps = {
  /** Given the character, or `:name:` of one of the room's own. */
  onPick(emoji: string): void
  onClose?(): void
}
const PickerPanel = lazy(() => import('./PickerPanel.tsx').then((m) => ({ default: m.PickerPanel })))

/** All emojis, loaded when first opened. For a popover or a sheet: EmojiButton puts it into the right one. */
export function EmojiPicker(props: EmojiPickerProps) {
  const t = useTexts().emoji
  return (
    <div className={style['frame']}>
      <Suspense fallback={<Spinner label={t.loading} />}>
        <PickerPanel {...props} />
      </Suspense>
    </div>
  )
}
