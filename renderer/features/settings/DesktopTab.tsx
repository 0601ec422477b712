import { useTexts } from '../../app/context.tsx'
import { Note } from '../../ui/Note.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { Card, Rows } from './Card.tsx'
import { GlobalKeys } from './GlobalKeys.tsx'
import { UpdatesCard } from './UpdatesCard.tsx'
import { useDesktop } from './use-desktop.ts'

/** What only the desktop app can do. */
export function DesktopTab() {
  const t = useTexts().settings.desktop
  const settings = useDesktop()
  if (!settings) return <Spinner label={t.loading} />
  const { state, change, setAutostart } = settings
  const { kind, sentence } = state.storage
  return (
    <>
      <Card title={t.window}>
        <Rows>
          <Switch
            label={t.tray}
            description={t.trayText}
            checked={state.preferences.close_to_tray}
            onChange={(wanted) => change({ close_to_tray: wanted })}
          />
          <Switch
            label={t.autostart}
            description={state.autostart.supported ? t.autostartText : t.autostartMissing}
            checked={state.autostart.enabled}
            onChange={setAutostart}
            disabled={!state.autostart.supported}
          />
        </Rows>
      </Card>
      <GlobalKeys settings={settings} />
      <UpdatesCard settings={settings} />
      <Card title={t.tokens}>
        <Note tone={kind === 'encrypted' ? 'ok' : 'warn'}>{sentence ?? t[kind]}</Note>
      </Card>
    </>
  )
}
