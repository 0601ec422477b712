const things = (count: number) => (count === 1 ? '1 thing' : `${count} things`)

/** Whether friends get to the room: the doctor, and the way through the router. */
export const doctor = {
  title: 'Can my friends reach me?',
  never: 'Looks at networks, firewall, router, clock and disk of the computer that hosts the room.',
  look: 'Look now',
  lookAgain: 'Look again',
  looking: 'Looking. This takes a few seconds.',
  verdict: (bad: number, warn: number): string => {
    if (bad > 0) return `${things(bad)} ${bad === 1 ? 'is' : 'are'} in the way.`
    return warn > 0 ? `Nothing is in the way. ${things(warn)} could be better.` : 'Nothing is in the way.'
  },
  looked: (when: string): string => `Looked ${when}`,
  states: { ok: 'fine', warn: 'could be better', bad: 'in the way', unknown: 'not known' },
  fine: (count: number): string => `${things(count)} ${count === 1 ? 'is' : 'are'} fine`,
  findings: 'What was found',

  mapping: 'Let friends in through the router',
  mappingText:
    'Asks your router to pass on connections from the internet to this room, and to nothing else. For as long as it is hosted.',
  mappingLooking: 'Asking the router …',
  mappedAt: 'Friends on the internet get in at',
  mappedBy: { pcp: 'by PCP', nat_pmp: 'by NAT-PMP', upnp: 'by UPnP' },
  mappedUntil: (by: string, until: string): string => `Agreed ${by}, renewed before ${until}`,
  mappedForever: (by: string): string => `Agreed ${by}, until the room stops`,
  mappedShare: 'New invitations carry this address.',
  throughRouter: 'From the internet, through your router',
  remedies: {
    alone: 'Start the room without --host, so that it listens everywhere.',
    no_router: 'Switch UPnP or NAT-PMP on in the router, or forward the port by hand there. A VPN together works too.',
    refused: 'Allow UPnP or PCP for this computer in the router, or forward the port by hand there.',
    double_nat: 'Ask your internet provider for a public address, or use a VPN together.',
  },
}
