import { Music } from 'lucide-react'
import { useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import style from './MusicButton.module.css'
import { currentOf, isSounding } from './rows.ts'
import { useShareplay } from './use-shareplay.ts'

/** Opens what is played together; it shows, and says, that there is something to hear. */
export function MusicButton({
  channelId,
  isOpen,
  onClick,
}: {
  channelId: string
  isOpen: boolean
  onClick: () => void
}) {
  const t = useTexts().shareplay
  const state = useShareplay(channelId)
  const title = isSounding(state) ? currentOf(state)?.title : undefined
  return (
    <IconButton
      label={title === undefined ? t.open : t.openPlaying(title)}
      pressed={isOpen}
      className={style['button']}
      icon={
        <>
          <Music size={18} />
          {title !== undefined && !isOpen && <span className={style['dot']} aria-hidden />}
        </>
      }
      onClick={onClick}
    />
  )
}
