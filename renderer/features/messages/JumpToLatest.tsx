import { ArrowDown } from 'lucide-react'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { useChannel } from '../channels/use-channels.ts'
import style from './Jump.module.css'

/** Back to what is said now, with how much that is. */
export function JumpToLatest({ channelId, onClick }: { channelId: string; onClick(): void }) {
  const t = useTexts().messages
  const unread = useChannel(channelId)?.unread_count ?? 0
  return (
    <div className={style['below']}>
      <Button className={style['jump']} icon={<ArrowDown aria-hidden />} onClick={onClick}>
        {t.toLatest(unread)}
      </Button>
    </div>
  )
}
