import { useTexts } from '../../app/context.tsx'

/** Whether something on a list is done; a message's text is changed by editing it, not here. */
export function TaskBox({ isDone }: { isDone: boolean }) {
  const t = useTexts().messages
  return <input type="checkbox" checked={isDone} disabled aria-label={isDone ? t.taskDone : t.taskOpen} />
}
