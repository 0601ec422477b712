import { useTexts } from '../../app/context.tsx'
import { keyName } from './talk-key.ts'

/** What people call the key of this `KeyboardEvent.code`. */
export function useKeyName(code: string): string {
  const t = useTexts().voice
  return keyName(code, t.keyNames, t.keyNumpad)
}
