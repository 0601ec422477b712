import { Clock, Download, GripVertical, Pause, Play, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import type { ShareplayItem, ShareplayState } from '#protocol/shareplay.ts'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { classes } from '../../ui/classes.ts'
import { useUser } from '../users/use-users.ts'
import type { Actions } from './actions.ts'
import { Cover } from './Cover.tsx'
import style from './QueueRow.module.css'
import { RowMenu } from './RowMenu.tsx'
import { type RowState, percentOf, rowStateOf } from './rows.ts'
import { secondsText } from './seeking.ts'

export type QueueRowProps = {
  item: ShareplayItem
  at: number
  count: number
  /** Where the current song is. */
  currentAt: number | null
  status: ShareplayState['status']
  actions: Actions
  /** Tab leads to one row; the arrow keys lead on from there. */
  isTabStop: boolean
  onMove(itemId: string, to: number): void
  onRemove(itemId: string): void
}

/** A song of the queue. Draws anew only when something of it changes. */
export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const { item, at, currentAt, status, isTabStop } = props
  const isCurrent = at === currentAt
  const state = rowStateOf(item, isCurrent, status)
  return (
    <li
      className={classes(style['row'], isCurrent && style['now'])}
      data-item={item.id}
      aria-current={isCurrent || undefined}
    >
      <MainButton {...props} state={state} isCurrent={isCurrent} />
      <div className={style['text']}>
        <p className={style['title']} title={item.title}>
          <bdi>{item.title}</bdi>
        </p>
        <Sub item={item} state={state} />
      </div>
      <div className={style['end']}>
        <End item={item} state={state} actions={props.actions} isTabStop={isTabStop} />
        <RowMenu {...props} className={style['menu']} />
      </div>
      <span className={style['grip']} data-grip aria-hidden>
        <GripVertical size={14} />
      </span>
    </li>
  )
})

/** The cover: it plays the song, or stops it. */
function MainButton({
  item,
  state,
  isCurrent,
  status,
  actions,
  isTabStop,
}: QueueRowProps & { state: RowState; isCurrent: boolean }) {
  const t = useTexts().shareplay
  const isOn = isCurrent && status === 'playing'
  const act = () => {
    if (isOn) actions.pause()
    else if (isCurrent) actions.play()
    else actions.track(item.id)
  }
  const label = isOn ? t.pauseThis(item.title) : isCurrent ? t.resumeThis(item.title) : t.playThis(item.title)
  return (
    <button
      type="button"
      className={style['main']}
      data-main
      tabIndex={isTabStop ? 0 : -1}
      aria-label={label}
      onClick={act}
    >
      <Picture item={item} state={state} />
      <span className={style['over']} aria-hidden>
        {isOn ? <Pause /> : <Play />}
      </span>
    </button>
  )
}

function Picture({ item, state }: { item: ShareplayItem; state: RowState }) {
  switch (state.kind) {
    case 'failed':
      return (
        <span className={classes(style['sign'], style['bad'])}>
          <TriangleAlert aria-hidden size={18} />
        </span>
      )
    case 'fetching':
    case 'waiting': {
      const Icon = state.kind === 'waiting' ? Clock : Download
      return (
        <span className={style['sign']}>
          <Icon aria-hidden size={18} />
        </span>
      )
    }
    case 'playing':
    case 'paused':
    case 'ready':
      return <Cover item={item} size="row" />
  }
}

function Sub({ item, state }: { item: ShareplayItem; state: RowState }) {
  const { shareplay: t, users } = useTexts()
  const name = useUser(item.added_by)?.username ?? users.somebody
  switch (state.kind) {
    case 'playing':
      return <p className={classes(style['sub'], style['live'])}>{t.states.playing}</p>
    case 'paused':
    case 'waiting':
      return <p className={style['sub']}>{t.states[state.kind]}</p>
    case 'fetching':
      return (
        <div className={style['bar']}>
          <Progress value={state.progress} label={t.fetchingLabel(item.title)} />
        </div>
      )
    case 'failed': {
      const sentence = state.sentence ?? t.failedUnknown
      return (
        <p className={style['failed']} title={sentence}>
          {sentence}
        </p>
      )
    }
    case 'ready':
      return (
        <p className={style['sub']}>
          <bdi>{item.artist ?? name}</bdi>
        </p>
      )
  }
}

function End({
  item,
  state,
  actions,
  isTabStop,
}: {
  item: ShareplayItem
  state: RowState
  actions: Actions
  isTabStop: boolean
}) {
  const t = useTexts().shareplay
  if (state.kind === 'failed') {
    return (
      <Button
        size="sm"
        className={style['retry']}
        tabIndex={isTabStop ? 0 : -1}
        aria-label={`${t.retry}: ${item.title}`}
        onClick={() => actions.retry(item.id)}
      >
        {t.retry}
      </Button>
    )
  }
  if (state.kind === 'fetching' && state.progress !== null)
    return <span className={style['figure']}>{t.percent(percentOf(state.progress) ?? 0)}</span>
  if (item.duration_seconds <= 0) return null
  return <time className={style['figure']}>{secondsText(item.duration_seconds)}</time>
}
