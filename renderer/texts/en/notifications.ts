/** What the system's notifications say. */
export const notifications = {
  from: (name: string, place: string): string => `${name} in ${place}`,
  many: (count: number, place: string): string => `${count} new messages in ${place}`,
  place: (channel: string, room: string | null): string => (room === null ? channel : `${channel}, ${room}`),
  file: (name: string): string => `File: ${name}`,
  line: (name: string, text: string): string => `${name}: ${text}`,
  somebody: 'Somebody',
  test: 'This is how notifications look.',
}
