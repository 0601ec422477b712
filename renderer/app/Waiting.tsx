import { Spinner } from '../ui/Spinner.tsx'
import { useTexts } from './context.tsx'
import style from './Waiting.module.css'

/** What stands in the place of a screen that is still being loaded. */
export function Waiting() {
  const t = useTexts()
  return (
    <main className={style['waiting']}>
      <Spinner label={t.common.loading} />
    </main>
  )
}
