import { Suspense, lazy, memo } from 'react'
import { useRoom } from '../../app/context.tsx'
import { classes } from '../../ui/classes.ts'
import { useListKnown } from './use-known.ts'
import { isTooDeep } from './depth.ts'
import { PlainInstead } from './PlainInstead.tsx'
import { isOnlyEmoji, isPlain } from './tokens.ts'
import style from './MessageText.module.css'

const RichText = lazy(() => import('./RichText.tsx').then((m) => ({ default: m.RichText })))

/** What somebody wrote. Most of it is plain and needs no parser, which is a chunk of its own. */
export const MessageText = memo(function MessageText({ text, myId }: { text: string; myId: string }) {
  const { baseUrl } = useRoom()
  const known = useListKnown()
  if (isOnlyEmoji(text)) return <div className={classes(style['text'], style['large'])}>{text}</div>
  const plain = (
    <p dir="auto" className={style['plain']}>
      {text}
    </p>
  )
  return (
    <div className={style['text']}>
      {isPlain(text) || isTooDeep(text) ? (
        plain
      ) : (
        <PlainInstead key={text} plain={plain}>
          <Suspense fallback={plain}>
            <RichText text={text} known={known} myId={myId} baseUrl={baseUrl} />
          </Suspense>
        </PlainInstead>
      )}
    </div>
  )
})
