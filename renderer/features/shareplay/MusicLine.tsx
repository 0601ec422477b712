import { Pause, Play } from 'lucide-react'
import type { ShareplayItem, ShareplayState } from '#protocol/shareplay.ts'
import { useApp, useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useNow } from '../../ui/use-now.ts'
import { Cover } from './Cover.tsx'
import style from './MusicLine.module.css'
import { currentOf, percentOf, rowStateOf } from './rows.ts'
import { secondsText, shownSeconds } from './seeking.ts'
import { useActions } from './use-actions.ts'
import { useOpenMusic } from './use-open-music.ts'
import { useShareplay } from './use-shareplay.ts'

/** What plays in one's call, in a line; it leads to the whole. Nothing while nothing is in the queue. */
export function MusicLine({ roomKey, channelId }: { roomKey: string; channelId: string }) {
  const t = useTexts().shareplay
  const state = useShareplay(channelId)
  const actions = useActions(channelId)
  const open = useOpenMusic(roomKey, channelId)
  const item = currentOf(state)
  if (state === null || item === null) return null
  const isPlaying = state.status === 'playing'
  return (
    <div className={style['line']}>
      <button type="button" className={style['open']} title={t.openPlaying(item.title)} onClick={open}>
        <Cover item={item} size="line" />
        <span className={style['text']}>
          <bdi className={style['title']}>{item.title}</bdi>
          <Going item={item} status={state.status} />
        </span>
      </button>
      <IconButton
        label={isPlaying ? t.pause : t.play}
        className={style['toggle']}
        icon={isPlaying ? <Pause /> : <Play />}
        onClick={() => (isPlaying ? actions.pause() : actions.play())}
      />
    </div>
  )
}

/** How far it is, or why it is not. */
function Going({ item, status }: { item: ShareplayItem; status: ShareplayState['status'] }) {
  const t = useTexts().shareplay
  const { player } = useApp()
  useNow(1_000)
  const state = rowStateOf(item, true, status)
  switch (state.kind) {
    case 'fetching':
      return <span className={style['sub']}>{t.fetchingShort(percentOf(state.progress))}</span>
    case 'failed':
      return <span className={style['sub']}>{state.sentence ?? t.failedUnknown}</span>
    case 'waiting':
    case 'paused':
      return <span className={style['sub']}>{t.states[state.kind]}</span>
    case 'playing':
    case 'ready': {
      const { duration_seconds: duration } = item
      const at = shownSeconds({ wished: null, position: player.positionAt(), duration })
      return (
        <>
          <span className="visually-hidden">
            {t.positionText(secondsText(at), duration > 0 ? secondsText(duration) : null)}
          </span>
          <span className={style['bar']} aria-hidden>
            <i style={{ width: `${duration > 0 ? (at / duration) * 100 : 0}%` }} />
          </span>
        </>
      )
    }
  }
}
