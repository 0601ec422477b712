import { Download, Lock } from 'lucide-react'
import { useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import style from './Ways.module.css'

/** Why the microphone is not here, and where it is. */
export function TalkChoice({ onChoose }: { onChoose(way: 'move' | 'app'): void }) {
  const t = useTexts().handover
  const identity = useObservable(useRoom().reach).health?.identity ?? null
  return (
    <div className={style['ways']}>
      <p>{t.talkText}</p>
      {identity !== null && (
        <section className={style['way']}>
          <h3>{t.talkMove}</h3>
          <p>{t.talkMoveText}</p>
          <Button variant="primary" icon={<Lock aria-hidden />} onClick={() => onChoose('move')}>
            {t.move}
          </Button>
        </section>
      )}
      <section className={style['way']}>
        <h3>{t.talkApp}</h3>
        <p>{t.talkAppText}</p>
        <Button icon={<Download aria-hidden />} onClick={() => onChoose('app')}>
          {t.getApp}
        </Button>
      </section>
    </div>
  )
}
