import { useTexts } from '../../app/context.tsx'
import { Confirm } from '../../ui/Confirm.tsx'

/** It stops the music for everybody, so it is asked about. */
export function ClearQueue(props: { open: boolean; count: number; onClose: () => void; onClear: () => boolean }) {
  const { shareplay: t, common } = useTexts()
  const { open, count, onClose, onClear } = props
  return (
    <Confirm
      open={open}
      title={t.clearTitle}
      text={t.clearText(count)}
      confirm={t.clearConfirm}
      cancel={common.cancel}
      tone="danger"
      onConfirm={() => {
        onClear()
        onClose()
      }}
      onClose={onClose}
    />
  )
}
