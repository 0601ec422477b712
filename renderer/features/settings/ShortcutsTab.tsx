import { useTexts } from '../../app/context.tsx'
import { ShortcutList } from '../room/ShortcutList.tsx'
import { Card } from './Card.tsx'

export function ShortcutsTab() {
  const t = useTexts().settings.shortcuts
  return (
    <Card title={t.title}>
      <ShortcutList />
    </Card>
  )
}
