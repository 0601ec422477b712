import { useTexts } from '../../app/context.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { LineUp } from './LineUp.tsx'

export function LineUpDialog({ onClose }: { onClose: () => void }) {
  const { shareplay: t, common } = useTexts()
  return (
    <Dialog open size="sm" onClose={onClose} title={t.lineUpTitle} description={t.lineUpText} closeLabel={common.close}>
      <LineUp />
    </Dialog>
  )
}
