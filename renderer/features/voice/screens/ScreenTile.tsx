import { EyeOff, Fullscreen, Maximize2, Minimize, Minimize2, Volume2, VolumeX } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { useTexts } from '../../../app/context.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Popover } from '../../../ui/Popover.tsx'
import { Slider } from '../../../ui/Slider.tsx'
import { classes } from '../../../ui/classes.ts'
import type { ScreenView } from '../../../voice/state.ts'
import { PersonAvatar } from '../../users/PersonAvatar.tsx'
import style from './ScreenTile.module.css'
import { ScreenVideo } from './ScreenVideo.tsx'
import { useFullScreen } from './use-full-screen.ts'
import { useScreenName } from './use-screen-name.ts'
import { useScreenWatch, useWatching } from './use-screens.ts'

/** Somebody's screen: a press enlarges it, F fills the whole screen, Escape (ScreensArea) leads back. */
export function ScreenTile({ screen, isLarge }: { screen: ScreenView; isLarge: boolean }) {
  const t = useTexts().voice.screens
  const { what } = useScreenName(screen)
  const watch = useScreenWatch()
  const figure = useRef<HTMLElement>(null)
  const { isFull, toggle: toggleFull } = useFullScreen(figure)
  const toggleLarge = () => watch.setLarge(isLarge ? null : screen.id)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== 'f' || !toggleFull) return
    event.preventDefault()
    if (!event.repeat) toggleFull()
  }
  return (
    <figure
      ref={figure}
      className={classes(style['tile'], isLarge && style['large'], isFull && style['full'])}
      data-screen-tile={screen.id}
    >
      <button
        type="button"
        className={style['view']}
        aria-label={isFull ? t.leaveFull(what) : isLarge ? t.shrink(what) : t.enlarge(what)}
        onClick={isFull && toggleFull ? toggleFull : toggleLarge}
        onKeyDown={onKeyDown}
      >
        <ScreenVideo screen={screen} />
      </button>
      <figcaption className={style['bar']}>
        <PersonAvatar userId={screen.userId} size="s" />
        <bdi className={style['name']}>{what}</bdi>
        <span className={style['buttons']}>
          {screen.hasSound && !isFull && <VolumeButton screen={screen} what={what} />}
          {!isFull && (
            <IconButton
              label={isLarge ? t.shrink(what) : t.enlarge(what)}
              size="sm"
              icon={isLarge ? <Minimize2 /> : <Maximize2 />}
              onClick={toggleLarge}
            />
          )}
          {toggleFull && (
            <IconButton
              label={isFull ? t.leaveFull(what) : t.full(what)}
              size="sm"
              icon={isFull ? <Minimize /> : <Fullscreen />}
              onClick={toggleFull}
            />
          )}
          {!isFull && (
            <IconButton
              label={t.hide(what)}
              size="sm"
              icon={<EyeOff />}
              onClick={() => watch.setHidden(screen.id, true)}
            />
          )}
        </span>
      </figcaption>
    </figure>
  )
}

function VolumeButton({ screen, what }: { screen: ScreenView; what: string }) {
  const texts = useTexts().voice
  const watch = useScreenWatch()
  const volume = useWatching().volumes.get(screen.userId) ?? 1
  const label = texts.screens.volume(what)
  const percent = Math.round(volume * 100)
  return (
    <Popover
      label={label}
      align="end"
      side="top"
      trigger={<IconButton label={label} size="sm" icon={volume === 0 ? <VolumeX /> : <Volume2 />} />}
    >
      <div className={style['volume']}>
        <Slider
          label={texts.volumeShort}
          min={0}
          max={100}
          step={5}
          value={percent}
          valueText={texts.percent(percent)}
          onChange={(next) => watch.setVolume(screen.userId, next / 100)}
        />
      </div>
    </Popover>
  )
}
