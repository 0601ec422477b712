import { Headphones } from 'lucide-react'
import type { Channel } from '#protocol/channels.ts'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { useJoinCall } from '../voice/use-join-call.ts'
import { Cover } from './Cover.tsx'
import style from './MusicOutside.module.css'
import { currentOf, isSounding } from './rows.ts'
import { useShareplay } from './use-shareplay.ts'

/** To whoever looks at a call from outside: there is music in it. */
export function MusicOutside({ channel }: { channel: Channel }) {
  const t = useTexts().shareplay
  const state = useShareplay(channel.id)
  const { isJoining, join } = useJoinCall(channel)
  const item = currentOf(state)
  if (item === null || !isSounding(state)) return null
  return (
    <div className={style['line']}>
      <Cover item={item} size="row" />
      <p>{t.playsHere(item.title)}</p>
      <Button size="sm" busy={isJoining} icon={<Headphones aria-hidden />} onClick={join}>
        {t.joinToListen}
      </Button>
    </div>
  )
}
