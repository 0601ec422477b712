import { Pause, Play, Repeat, Repeat1, Shuffle, SkipBack, SkipForward } from 'lucide-react'
import type { ShareplayState } from '#protocol/shareplay.ts'
import { useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Tooltip } from '../../ui/Tooltip.tsx'
import { classes } from '../../ui/classes.ts'
import type { Actions } from './actions.ts'
import style from './Transport.module.css'

/** What moves the music on, for everybody in the call. */
export function Transport({ state, actions }: { state: ShareplayState; actions: Actions }) {
  const t = useTexts().shareplay
  const isPlaying = state.status === 'playing'
  const word = t.repeatShort[state.repeat_mode]
  const repeat = t.repeats[state.repeat_mode]
  return (
    <div className={style['transport']}>
      <IconButton
        label={t.shuffle}
        icon={<Shuffle />}
        aria-disabled={state.queue.length < 2}
        onClick={() => actions.shuffle()}
      />
      <div className={style['middle']}>
        <IconButton
          label={t.previous}
          className={style['skip']}
          icon={<SkipBack />}
          onClick={() => actions.previous()}
        />
        <Tooltip text={isPlaying ? t.pause : t.play}>
          <button
            type="button"
            className={style['play']}
            aria-label={isPlaying ? t.pause : t.play}
            onClick={() => (isPlaying ? actions.pause() : actions.play())}
          >
            {isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
          </button>
        </Tooltip>
        <IconButton label={t.next} className={style['skip']} icon={<SkipForward />} onClick={() => actions.next()} />
      </div>
      <IconButton
        label={repeat}
        pressed={word !== null}
        className={classes(style['repeat'], word !== null && style['word'])}
        icon={
          <>
            {state.repeat_mode === 'One' ? <Repeat1 aria-hidden /> : <Repeat aria-hidden />}
            {word !== null && <span aria-hidden>{word}</span>}
          </>
        }
        onClick={() => actions.toggleRepeat()}
      />
    </div>
  )
}
