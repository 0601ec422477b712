import { Settings } from 'lucide-react'
import { z } from 'zod'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive, useRoom, useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuLabel, MenuRadioGroup, MenuRadioItem } from '../../ui/Menu.tsx'
import { statusChosen } from './idle.ts'
import style from './OwnFoot.module.css'
import { tellStatus } from './own-status.ts'
import { PersonAvatarWithStatus } from './PersonAvatar.tsx'
import { useMe, usePresence } from './use-users.ts'

const Choice = z.enum(['online', 'away', 'dnd', 'invisible'])

/** Oneself, at the foot of the channels: the status, and the way to the settings. */
export function OwnFoot() {
  const { users: t } = useTexts()
  const { nav, toasts, platform } = useApp()
  const { key } = useRoom()
  const live = useLive()
  const me = useMe()
  // One's connection is open, or one would see none of this: until the room says otherwise one is here.
  const told = usePresence()[live.userId]?.status
  const status = told === undefined || told === 'offline' ? 'online' : told
  const choose = (value: string) => {
    const choice = Choice.safeParse(value)
    if (!choice.success) return
    statusChosen(platform.window.localStorage, `${key}:${live.userId}`)
    tellStatus(live, choice.data).catch((error: unknown) => toasts.show({ tone: 'danger', text: sentenceOf(error) }))
  }
  return (
    <footer className={style['foot']}>
      <Menu
        align="start"
        side="top"
        trigger={
          <button type="button" className={style['own']}>
            <PersonAvatarWithStatus userId={live.userId} size="s" />
            <span className={style['names']}>
              <bdi className={style['name']}>{me?.username}</bdi>
              <span className="visually-hidden">{t.yourStatus(t.status[status])}</span>
              {status !== 'online' && <small aria-hidden>{t.status[status]}</small>}
            </span>
          </button>
        }
      >
        <MenuLabel>{t.setStatus}</MenuLabel>
        <MenuRadioGroup value={status} onChange={choose}>
          {Choice.options.map((option) => (
            <MenuRadioItem key={option} value={option}>
              <span className={style['option']}>
                {t.status[option]}
                <small>{t.statusText[option]}</small>
              </span>
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </Menu>
      <IconButton
        label={t.openSettings}
        icon={<Settings size={18} />}
        onClick={() => nav.go({ screen: 'settings', room: key, tab: null })}
      />
    </footer>
  )
}
