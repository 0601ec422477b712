import { Headphones, Music, X } from 'lucide-react'
import type { Channel } from '#protocol/channels.ts'
import type { ShareplayState } from '#protocol/shareplay.ts'
import { useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Button } from '../../ui/Button.tsx'
import { useChannel } from '../channels/use-channels.ts'
import { useCallIn, useCallPeople } from '../voice/use-call.ts'
import { useJoinCall } from '../voice/use-join-call.ts'
import { AddBox } from './AddBox.tsx'
import { Cover } from './Cover.tsx'
import { InStep } from './InStep.tsx'
import { NowPlaying } from './NowPlaying.tsx'
import { Queue } from './Queue.tsx'
import { currentOf, isSounding } from './rows.ts'
import style from './SharePlayPanel.module.css'
import { SongDrop } from './SongDrop.tsx'
import { useActions } from './use-actions.ts'
import { usePlayerIn, useShareplay } from './use-shareplay.ts'

/** What a channel's call plays together; beside the conversation, or over it as a sheet. */
export function SharePlayPanel({ channelId, onClose }: { channelId: string; onClose: () => void }) {
  const t = useTexts().shareplay
  const channel = useChannel(channelId)
  const call = useCallIn(channelId)
  const people = useCallPeople(channelId).length
  const state = useShareplay(channelId)
  if (!channel) return null
  return (
    <>
      <header className={style['top']}>
        <h2>{t.title}</h2>
        {people > 0 && <p>{t.listening(people)}</p>}
        <IconButton label={t.close} tooltip={false} icon={<X size={18} />} onClick={onClose} />
      </header>
      {call ? (
        <Inside key={channelId} channelId={channelId} state={state} />
      ) : (
        <Outside channel={channel} state={state} />
      )}
    </>
  )
}

function Inside({ channelId, state }: { channelId: string; state: ShareplayState | null }) {
  const t = useTexts().shareplay
  const actions = useActions(channelId)
  const player = usePlayerIn(channelId)
  const item = currentOf(state)
  return (
    <SongDrop channelId={channelId} actions={actions}>
      <div className={style['scroll']}>
        {state && item ? (
          <NowPlaying item={item} state={state} player={player} actions={actions} />
        ) : (
          <div className={style['empty']}>
            <Music aria-hidden size={32} />
            <h3>{t.emptyTitle}</h3>
            <p>{t.emptyText}</p>
          </div>
        )}
        <Queue channelId={channelId} state={state} actions={actions} isDucked={player?.isDucked ?? false} />
      </div>
      <AddBox channelId={channelId} actions={actions} />
      {item && <InStep channelId={channelId} />}
    </SongDrop>
  )
}

/** Whoever is not in the call hears nothing: what there is to hear, and the way in. */
function Outside({ channel, state }: { channel: Channel; state: ShareplayState | null }) {
  const t = useTexts().shareplay
  const { isJoining, join } = useJoinCall(channel)
  const item = currentOf(state)
  const title = item === null ? t.quietTitle : isSounding(state) ? t.outsideTitle(item.title) : item.title
  const text = item === null ? t.quietText : isSounding(state) ? t.outsideText : t.pausedOutside
  return (
    <div className={style['outside']}>
      {item && <Cover item={item} size="large" />}
      <h3>{title}</h3>
      <p>{text}</p>
      <Button busy={isJoining} icon={<Headphones aria-hidden />} onClick={join}>
        {t.joinToListen}
      </Button>
    </div>
  )
}
