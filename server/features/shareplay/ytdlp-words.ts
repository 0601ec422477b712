/** What yt-dlp complains about, in its words, and what that means to people. The first that fits counts. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/private video|playlist is private|members[- ]only|join this channel/i, 'it is private.'],
  [/confirm your age|age[- ]restricted|inappropriate for some users/i, 'it is for adults with an account only.'],
  [/in your (?:country|region)|geo[- ]?restrict/i, 'it is not available in the country of this room.'],
  [
    /not a bot|sign in to confirm|too many requests|HTTP Error 429|rate[- ]limit/i,
    'YouTube turns this room away for now. Try again later.',
  ],
  [/live event|premieres? in|is live|live stream/i, 'it is a live broadcast.'],
  [
    /unavailable|has been removed|does not exist|not found|HTTP Error 404|terminated|no longer available/i,
    'it does not exist any more.',
  ],
  [/requires? payment|rental|purchase/i, 'it has to be paid for.'],
  [/drm protected/i, 'it is protected against copying.'],
  [/larger than max-filesize|File too large|EFBIG|Errno 27/i, 'it is too large.'],
  [/No space left|Errno 28/i, 'the disk of this room is full.'],
  [/requested format is not available|no video formats/i, 'it has no sound that can be played here.'],
  [
    /proxy|timed? ?out|connection|resolve|network|unreachable|urlopen|transport/i,
    'YouTube could not be reached. Try again later.',
  ],
]

/** A sentence about a complaint, never its own words. `advice` is for what nobody has seen before. */
export function meaningOf(complaint: string, advice: string): string {
  const errors = complaint.split('\n').filter((line) => /error/i.test(line))
  const text = errors.length > 0 ? errors.join('\n') : complaint
  const found = MEANINGS.find(([sign]) => sign.test(text))
  return `YouTube did not hand out this: ${found?.[1] ?? `perhaps it has changed. ${advice}`}`
}
