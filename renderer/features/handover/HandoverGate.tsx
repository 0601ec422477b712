import { type ReactNode, useEffect } from 'react'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import { Waiting } from '../../app/Waiting.tsx'
import { Button } from '../../ui/Button.tsx'
import { Brand } from '../start/Brand.tsx'
import type { HandoverArrival } from './arrival.ts'
import style from './HandoverGate.module.css'

/** Stands before the app while somebody comes over from the page that was not encrypted. */
export function HandoverGate({ arrival, children }: { arrival: HandoverArrival; children: ReactNode }) {
  const { toasts } = useApp()
  const t = useTexts().handover
  const state = useObservable(arrival)
  const problem = state.step === 'done' ? state.problem : null
  useEffect(() => {
    if (problem !== null) toasts.show({ tone: 'warn', text: problem })
  }, [problem, toasts])
  switch (state.step) {
    case 'under_way':
      return <Waiting />
    case 'done':
      return children
    case 'asks':
      return (
        <div className={style['page']}>
          <Brand />
          <main className={style['main']}>
            <h1>{t.asksTitle(state.coming)}</h1>
            <p>{t.asksText(state.here)}</p>
            <div className={style['actions']}>
              <Button variant="primary" size="lg" onClick={() => arrival.choose(true)}>
                {t.comeAs(state.coming)}
              </Button>
              <Button size="lg" onClick={() => arrival.choose(false)}>
                {t.stayAs(state.here)}
              </Button>
            </div>
          </main>
        </div>
      )
  }
}
