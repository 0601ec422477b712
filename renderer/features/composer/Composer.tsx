import { useTexts } from '../../app/context.tsx'
import style from './Composer.module.css'
import { ComposerBox } from './ComposerBox.tsx'
import { TypingLine } from './TypingLine.tsx'
import { useCanWrite, useChannelName } from './use-can-write.ts'

/** Where one writes: below the conversation, as wide as it. */
export function Composer({ channelId }: { channelId: string }) {
  const t = useTexts().composer
  const name = useChannelName(channelId)
  const canWrite = useCanWrite(channelId)
  return (
    <div className={style['composer']}>
      <div className={style['inner']}>
        <TypingLine channelId={channelId} />
        {name === null || !canWrite ? (
          <p className={style['closed']}>{name === null ? t.notMember : t.readOnly}</p>
        ) : (
          <ComposerBox key={channelId} channelId={channelId} channelName={name ?? ''} />
        )}
      </div>
    </div>
  )
}
