import type { UpdateState } from '#protocol/bridge.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useTexts } from '../../app/context.tsx'
import type { Texts } from '../../texts/en.ts'
import { Button } from '../../ui/Button.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Switch } from '../../ui/Switch.tsx'
import style from './Card.module.css'
import { Buttons, Card } from './Card.tsx'
import type { DesktopSettings } from './use-desktop.ts'

const sentenceFor = (updates: UpdateState, t: Texts['settings']['desktop']): string | null => {
  switch (updates.kind) {
    case 'off':
      return null
    case 'idle':
      return t.upToDate
    case 'checking':
      return t.checking
    case 'downloading':
      return t.downloading(updates.version, updates.percent)
    case 'ready':
      return t.ready(updates.version)
    case 'failed':
      return t.failed(updates.reason)
  }
}

/** Off until one wants it: then the app asks for newer versions of itself. */
export function UpdatesCard({ settings }: { settings: DesktopSettings }) {
  const t = useTexts().settings.desktop
  const { toasts } = useApp()
  const { desktop, state, change, checkUpdates } = settings
  const { updates, preferences } = state
  const sentence = sentenceFor(updates, t)
  const isAtWork = updates.kind === 'checking' || updates.kind === 'downloading'
  const install = () => {
    desktop.updates.install().catch((error: unknown) => toasts.show({ tone: 'danger', text: sentenceOf(error) }))
  }
  return (
    <Card title={t.updates}>
      <Switch
        label={t.check}
        description={t.checkText}
        checked={preferences.updates}
        onChange={(wanted) => change({ updates: wanted })}
      />
      {preferences.updates && (
        <>
          {sentence !== null && (
            <p className={style['aside']} role="status">
              {sentence}
            </p>
          )}
          {updates.kind === 'downloading' && <Progress value={updates.percent / 100} label={sentence ?? ''} />}
          <Buttons>
            {updates.kind === 'ready' ? (
              <Button variant="primary" onClick={install}>
                {t.install}
              </Button>
            ) : (
              <Button busy={isAtWork} onClick={checkUpdates}>
                {t.checkNow}
              </Button>
            )}
          </Buttons>
        </>
      )}
    </Card>
  )
}
