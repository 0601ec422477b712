import { CircleAlert } from 'lucide-react'
import type { ShareplayItem, ShareplayState } from '#protocol/shareplay.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import type { PlayerView } from '../../player/state.ts'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { useUser } from '../users/use-users.ts'
import type { Actions } from './actions.ts'
import { Cover } from './Cover.tsx'
import { MusicVolume } from './MusicVolume.tsx'
import style from './NowPlaying.module.css'
import { followsByItself, percentOf } from './rows.ts'
import { SeekBar } from './SeekBar.tsx'
import { Transport } from './Transport.tsx'

type Props = { item: ShareplayItem; state: ShareplayState; player: PlayerView | null; actions: Actions }

/** The song that plays, where it is, and what one can do about it. */
export function NowPlaying({ item, state, player, actions }: Props) {
  const t = useTexts().shareplay
  const added = useAddedBy(item)
  const byline = item.artist === null ? added : t.byArtist(item.artist, added)
  return (
    <section className={style['now']} aria-label={t.nowPlaying}>
      <Cover item={item} size="large" />
      <div>
        <p className={style['title']} title={item.title}>
          <bdi>{item.title}</bdi>
        </p>
        <p className={style['by']} title={byline}>
          {byline}
        </p>
      </div>
      <Place item={item} state={state} actions={actions} />
      <Transport state={state} actions={actions} />
      <MusicVolume />
      {player && <OwnSound player={player} />}
    </section>
  )
}

/** Who put it there, in words. */
function useAddedBy({ added_by }: Pick<ShareplayItem, 'added_by'>): string {
  const { shareplay: t, users } = useTexts()
  const { userId } = useLive()
  const name = useUser(added_by)?.username ?? users.somebody
  return added_by === userId ? t.addedByYou : t.addedBy(name)
}

/** Where the song is; before it is there how far the fetching is, or why that failed. */
function Place({ item, state, actions }: Omit<Props, 'player'>) {
  const { shareplay: t } = useTexts()
  switch (item.download_status) {
    case 'ready':
      return <SeekBar item={item} actions={actions} />
    case 'error':
      return (
        <div className={style['failed']}>
          <CircleAlert aria-hidden size={16} />
          <p>
            {item.download_error ?? t.failedUnknown} {followsByItself(state) && t.failedSkips}
          </p>
          <Button size="sm" onClick={() => actions.retry(item.id)}>
            {t.retry}
          </Button>
        </div>
      )
    case 'pending':
    case 'grabbing':
    case 'downloading':
      return (
        <div className={style['going']}>
          <Progress value={item.progress} label={t.fetchingLabel(item.title)} />
          <p>
            {t.fetchingShort(percentOf(item.progress))} {state.status === 'playing' && t.startsItself}
          </p>
        </div>
      )
  }
}

/** What hinders this very device, if anything does. */
function OwnSound({ player }: { player: PlayerView }) {
  const t = useTexts().shareplay
  const app = useApp()
  switch (player.sound) {
    case 'blocked':
      return (
        <Note
          tone="warn"
          action={
            <Button size="sm" onClick={() => app.player.unblock()}>
              {t.unblock}
            </Button>
          }
        >
          {t.blocked}
        </Note>
      )
    case 'failed':
      return <Note tone="danger">{t.cannotPlay}</Note>
    case 'loading':
      return <p className={style['own']}>{t.loadingHere(percentOf(player.loaded))}</p>
    default:
      return null
  }
}
