import { CircleAlert } from 'lucide-react'
import { useState } from 'react'
import { useRoom, useTexts } from '../../app/context.tsx'
import type { Stranger } from '../../app/room.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { StrangerDetails } from './StrangerDetails.tsx'
import style from './Stranger.module.css'

/** Over a room that one was in when somebody else took its address: what was read stays to be read. */
export function StrangerBanner({ stranger }: { stranger: Stranger }) {
  const room = useRoom()
  const { join, common } = useTexts()
  const t = join.stranger
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <div role="alert" className={style['banner']}>
        <CircleAlert aria-hidden size={16} />
        <p>
          <b>{t.banner(stranger.address)}</b> {t.bannerText}
        </p>
        <Button size="sm" onClick={() => setOpen(true)}>
          {t.more}
        </Button>
      </div>
      <Dialog open={isOpen} onClose={() => setOpen(false)} title={t.title(room.name)} closeLabel={common.close}>
        <div className={style['details']}>
          <StrangerDetails stranger={stranger} />
        </div>
      </Dialog>
    </>
  )
}
