import { createContext, use } from 'react'
import type { RoomPanels } from './panels.ts'

export const PanelsContext = createContext<RoomPanels | null>(null)

/** What opens and closes things in the room around this component. */
export function usePanels(): RoomPanels {
  const panels = use(PanelsContext)
  if (!panels) throw new Error('There is no room around this component.')
  return panels
}
