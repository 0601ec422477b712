import { useApp } from '../../app/context.tsx'
import type { Platform } from '../../app/platform.ts'

/**
 * Whether others on the network can read along: a browser's page over plain http, unless it comes from this machine.
 * Browsers say so themselves ("secure contexts"), and give such a page no microphone.
 */
const isOverheard = ({ kind, window }: Platform): boolean => kind === 'browser' && !window.isSecureContext
export const useIsOverheard = (): boolean => isOverheard(useApp().platform)
