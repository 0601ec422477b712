import { useEffect, useState } from 'react'
import { useApp, useObservable, useTexts } from '../../../app/context.tsx'
import type { CallView } from '../../../voice/state.ts'
import { useUsers } from '../../users/use-users.ts'
import { ScreenNews } from './screen-news.ts'
import { ScreenPicker } from './ScreenPicker.tsx'

/** What of shared screens is there wherever one is in the app: what is announced of them, and the desktop's picker. */
export function ScreenPresence({ call }: { call: CallView }) {
  const { voice, users: names } = useTexts()
  const { desktop } = useApp().platform
  const users = useUsers()
  const { screens } = call
  const [news] = useState(() => new ScreenNews(voice.screens.news, screens))
  const said = useObservable(news)
  useEffect(
    () => news.look(screens, (userId) => users.get(userId)?.username ?? names.somebody),
    [news, screens, users, names],
  )
  return (
    <>
      <p role="status" className="visually-hidden">
        {said}
      </p>
      {desktop && <ScreenPicker desktop={desktop} />}
    </>
  )
}
