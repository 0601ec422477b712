/**
 * The system stops contexts (a call on a phone, a device that went); they do not always go on by themselves. Returns what
 * ends the looking after it.
 */
export function keepAwake(context: AudioContext, onTrouble: (error: unknown) => void): () => void {
  const wake = () => {
    if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(onTrouble)
  }
  context.addEventListener('statechange', wake)
  wake()
  return () => context.removeEventListener('statechange', wake)
}
