/** Not in every browser, and not in TypeScript's libraries: https://webaudio.github.io/web-audio-api/#dom-audiocontext-setsinkid */
type WithSink = { setSinkId(id: string): Promise<void> }
const hasSink = (target: object): target is WithSink => 'setSinkId' in target

/** Sound goes to that device, or to the system's (`''`) while it is away. */
export function routeTo(target: AudioContext, sinkId: string, onTrouble: (error: unknown) => void): void {
  if (!hasSink(target)) return
  target.setSinkId(sinkId).catch(() => target.setSinkId('').catch(onTrouble))
}
