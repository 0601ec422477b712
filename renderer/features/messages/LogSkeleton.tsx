import { useTexts } from '../../app/context.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import style from './Conversation.module.css'

const WIDTHS = [
  ['30%', '62%'],
  ['22%', '48%', '70%'],
  ['26%', '36%'],
  ['30%', '55%'],
]

/** A conversation on its way. */
export function LogSkeleton() {
  const t = useTexts().messages
  return (
    <div className={style['skeleton']} role="status" aria-label={t.loading}>
      {WIDTHS.map((lines) => (
        <div key={lines.join()} className={style['ghost']}>
          <span className={style['circle']}>
            <Skeleton width={32} height={32} />
          </span>
          <div className={style['lines']}>
            {lines.map((width) => (
              <Skeleton key={width} width={width} height={14} />
            ))}
          </div>
        </div>
      ))}
    </div>
  )
}
