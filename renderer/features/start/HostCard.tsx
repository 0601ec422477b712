import { useEffect, useState } from 'react'
import type { HostingState } from '#protocol/bridge.ts'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { HOSTED, saveHosted } from '../host/hosted.ts'
import { useAction } from '../../app/use-action.ts'
import { useHosting } from '../host/use-hosting.ts'
import { Slab } from './Slab.tsx'
import { timeOf } from './when.ts'
import style from './Card.module.css'

/** Hosting in the desktop app: a name, then one click, then the door of one's own room. */
export function HostCard() {
  const { nav, platform, rooms } = useApp()
  const texts = useTexts()
  const t = texts.start
  const hosting = useHosting()
  const { busy, run } = useAction()
  const name = useHostName(hosting)
  const [error, setError] = useState<string | null>(null)
  const { desktop } = platform

  const enter = async (state: HostingState, screen: 'channel' | 'host') => {
    if (state.kind !== 'on') return
    const { key } = await saveHosted(rooms, state)
    nav.go(screen === 'host' ? { screen, room: key } : { screen, room: key, channel: null })
  }
  const start = () => {
    if (!desktop) return
    const chosen = name.value.trim()
    setError(chosen === '' ? t.hostNameMissing : null)
    if (chosen !== '') void run(async () => enter(await desktop.hosting.start({ name: chosen }), 'channel'))
  }
  if (hosting?.kind === 'on')
    return (
      <Slab title={t.host} text={t.hostOn(hosting.name, timeOf(hosting.since, texts.language))}>
        <div className={style['row']}>
          <Button variant="primary" size="lg" busy={busy} onClick={() => void run(() => enter(hosting, 'channel'))}>
            {t.enter}
          </Button>
          <Button size="lg" onClick={() => void run(() => enter(hosting, 'host'))}>
            {t.hostPanel}
          </Button>
        </div>
      </Slab>
    )
  const isMoving = hosting?.kind === 'starting' || hosting?.kind === 'stopping'
  return (
    <Slab title={t.host} text={t.hostText}>
      {hosting?.kind === 'failed' && (
        <div className={style['note']}>
          <Note tone="danger" title={t.hostFailed(hosting.name)}>
            {hosting.reason}
          </Note>
        </div>
      )}
      <form
        className={style['form']}
        onSubmit={(event) => {
          event.preventDefault()
          start()
        }}
      >
        <TextField
          label={t.hostName}
          hideLabel
          placeholder={t.hostNamePlaceholder}
          maxLength={100}
          value={name.value}
          error={error}
          disabled={isMoving}
          onChange={(event) => name.set(event.target.value)}
        />
        <Button type="submit" variant="primary" size="lg" busy={busy || isMoving}>
          {t.hostButton}
        </Button>
      </form>
      {isMoving && (
        <p className={style['moving']} role="status">
          {hosting.kind === 'starting' ? t.hostStarting(hosting.name) : t.hostStopping(hosting.name)}
        </p>
      )}
    </Slab>
  )
}

/** What one hosted last, by the name that it has got since, is what one means next, until one types. */
function useHostName(hosting: HostingState | null): { value: string; set(name: string): void } {
  const { platform, rooms, onTrouble } = useApp()
  const { desktop } = platform
  const saved = useObservable(rooms).find(({ key }) => key === HOSTED)
  const [typed, setTyped] = useState<string | null>(null)
  const [last, setLast] = useState('')
  useEffect(() => {
    desktop?.preferences.get().then((preferences) => setLast(preferences.hosting?.name ?? ''), onTrouble)
  }, [desktop, onTrouble])
  const named = hosting && 'name' in hosting ? hosting.name : (saved?.name ?? last)
  return { value: typed ?? named, set: setTyped }
}
