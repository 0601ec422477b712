import { sentenceOf } from '../api/errors.ts'
import { Button } from '../ui/Button.tsx'
import { useTexts } from './context.tsx'
import style from './Broken.module.css'

export function Broken({ error }: { error: unknown }) {
  const t = useTexts().common
  return (
    <main className={style['broken']}>
      <h1>{t.brokenTitle}</h1>
      <p>{t.brokenText}</p>
      <pre>{sentenceOf(error)}</pre>
      <Button variant="primary" onClick={() => window.location.reload()}>
        {t.reload}
      </Button>
    </main>
  )
}
