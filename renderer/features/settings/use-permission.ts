import { useEffect, useState } from 'react'
import { useApp } from '../../app/context.tsx'
import type { Permission } from '../notifications/board.ts'

/** Whether notifications may be shown; looked at again whenever the person comes back, who may have changed it. */
export function usePermission(): { permission: Permission; ask(): Promise<Permission> } {
  const { board, platform } = useApp()
  const [permission, setPermission] = useState(() => board.permission())
  useEffect(() => {
    const { window } = platform
    const look = () => setPermission(board.permission())
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [board, platform])
  return {
    permission,
    async ask() {
      const answer = await board.ask()
      setPermission(answer)
      return answer
    },
  }
}
