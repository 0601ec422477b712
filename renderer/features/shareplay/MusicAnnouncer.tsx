import { useTexts } from '../../app/context.tsx'
import { currentOf, isSounding } from './rows.ts'
import { useShareplay } from './use-shareplay.ts'

/** Says to screen readers which song begins. */
export function MusicAnnouncer({ channelId }: { channelId: string }) {
  const t = useTexts().shareplay
  const state = useShareplay(channelId)
  const item = currentOf(state)
  return (
    <p role="status" className="visually-hidden">
      {item && isSounding(state) ? t.announce(item.title) : ''}
    </p>
  )
}
