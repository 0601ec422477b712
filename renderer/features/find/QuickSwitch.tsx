import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useChannels } from '../channels/use-channels.ts'
import { Recents } from '../channels/recents.ts'
import { focusOnMount } from '../room/focus-on-mount.ts'
import { usePanels } from '../room/panels-context.tsx'
import { useUsers } from '../users/use-users.ts'
import { type QuickItem, quickItems } from './quick-items.ts'
import { QuickOption } from './QuickOption.tsx'
import style from './QuickSwitch.module.css'

/** Goes to a channel, or opens a person's card, by a few letters of the name. */
export function QuickSwitch({ onClose }: { onClose: () => void }) {
  const { find: t, common } = useTexts()
  const { nav, platform } = useApp()
  const { key } = useRoom()
  const panels = usePanels()
  const channels = useChannels()
  const users = useUsers()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const recent = useMemo(
    () => new Recents({ storage: platform.window.localStorage, roomKey: key }).list(),
    [platform, key],
  )
  const items = useMemo(
    // Where one is already is no place to go to.
    () => quickItems({ query, channels: channels ?? [], users: [...users.values()], recent: recent.slice(1) }),
    [query, channels, users, recent],
  )
  const at = Math.min(chosen, items.length - 1)
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])

  const pick = (item: QuickItem) => {
    onClose()
    if (item.kind === 'channel') {
      nav.go({ screen: 'channel', room: key, channel: item.id })
      panels.focusComposer()
    } else panels.openAfter({ kind: 'person', userId: item.id })
  }
  const keys = (event: KeyboardEvent) => {
    // Enter that ends a composition of characters is no choice.
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const item = items[at]
    if (step !== 0 && items.length > 0) setChosen((at + step + items.length) % items.length)
    else if (event.key === 'Enter' && item) pick(item)
    else return
    event.preventDefault()
  }
  return (
    <Dialog open onClose={onClose} title={t.quickTitle} closeLabel={common.close}>
      <div className={style['quick']}>
        <TextField
          ref={focusOnMount}
          label={t.quickLabel}
          hideLabel
          leading={<Search aria-hidden size={16} />}
          placeholder={t.quickPlaceholder}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value)
            setChosen(0)
          }}
          onKeyDown={keys}
          autoComplete="off"
          spellCheck={false}
          role="combobox"
          aria-expanded={items.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={items[at] ? `${id}-${at}` : undefined}
        />
        <div ref={list} id={`${id}-list`} role="listbox" aria-label={t.results} className={style['list']}>
          {items.map((item, index) => (
            <QuickOption
              key={`${item.kind}-${item.id}`}
              id={`${id}-${index}`}
              item={item}
              isChosen={index === at}
              onPoint={() => setChosen(index)}
              onPick={() => pick(item)}
            />
          ))}
        </div>
        <p className={style['hint']} role="status">
          {items.length === 0 ? t.quickEmpty : t.quickHint}
        </p>
      </div>
    </Dialog>
  )
}
