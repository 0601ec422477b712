import { useState } from 'react'
import { shownIdentity } from '#protocol/invitation.ts'
import { useApp, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Buttons, Card } from '../settings/Card.tsx'
import style from './ConnectionCard.module.css'
import { useIsOverheard } from './overheard.ts'
import { type Way, WaysDialog } from './WaysDialog.tsx'

/** In a browser: whether others can read along, the room's key to compare, and the ways to something better. */
export function ConnectionCard() {
  const t = useTexts().handover
  const { kind, window } = useApp().platform
  const identity = useObservable(useRoom().reach).health?.identity ?? null
  const isOverheard = useIsOverheard()
  const [way, setWay] = useState<Way | null>(null)
  if (kind !== 'browser') return null
  const text = window.location.protocol === 'https:' ? t.isEncrypted : isOverheard ? t.isOverheard : t.isLocal
  return (
    <Card title={t.connection} text={text}>
      {identity !== null && (
        <p className={style['key']}>
          {t.roomKey} <code>{shownIdentity(identity)}</code>
        </p>
      )}
      <Buttons>
        {isOverheard && identity !== null && <Button onClick={() => setWay('move')}>{t.move}</Button>}
        <Button onClick={() => setWay('app')}>{t.getApp}</Button>
      </Buttons>
      {way && <WaysDialog way={way} onClose={() => setWay(null)} />}
    </Card>
  )
}
