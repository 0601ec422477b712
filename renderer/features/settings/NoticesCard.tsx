import { sentenceOf } from '../../api/errors.ts'
import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Switch } from '../../ui/Switch.tsx'
import style from './Card.module.css'
import { Buttons, Card } from './Card.tsx'
import { usePermission } from './use-permission.ts'

/** Whether and of what one is told. Where the browser stands in the way it says so, and what to do. */
export function NoticesCard() {
  const { settings, notifications } = useTexts()
  const t = settings.notifications
  const { preferences, board, toasts } = useApp()
  const chosen = usePreferences()
  const { permission, ask } = usePermission()
  const isOn = chosen.notifications && permission === 'granted'
  const isPossible = permission === 'granted' || permission === 'ask'
  const why = permission === 'denied' ? t.blocked : permission === 'insecure' ? t.insecure : t.missing

  const fail = (error: unknown) => toasts.show({ tone: 'danger', text: sentenceOf(error) })
  const turn = (wanted: boolean) => {
    if (!wanted || permission === 'granted') return preferences.set({ notifications: wanted })
    ask().then((answer) => {
      preferences.set({ notifications: answer === 'granted' })
      if (answer === 'ask') toasts.show({ tone: 'info', text: t.notAllowed })
    }, fail)
  }
  const test = () => {
    const notice = { key: 'test', title: t.testTitle, body: notifications.test, silent: !chosen.sounds }
    board.show(notice).then((isShown) => {
      if (!isShown) toasts.show({ tone: 'warn', text: t.testNotShown })
    }, fail)
  }
  return (
    <Card title={t.title}>
      <Switch label={t.show} description={t.showText} checked={isOn} onChange={turn} disabled={!isPossible} />
      {!isPossible && <Note tone={permission === 'denied' ? 'warn' : 'info'}>{why}</Note>}
      <Segmented
        label={t.tell}
        options={[
          { value: 'all', label: t.all },
          { value: 'mentions', label: t.mentions },
          { value: 'none', label: t.none },
        ]}
        value={chosen.notify}
        onChange={(notify) => preferences.set({ notify })}
      />
      <p className={style['aside']}>{t.dnd}</p>
      {isOn && (
        <Buttons>
          <Button onClick={test}>{t.test}</Button>
        </Buttons>
      )}
    </Card>
  )
}
